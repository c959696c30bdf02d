//! WebSub (W3C): the hubs that tell readers of feeds what is new are told which feeds changed. Each hub has its own
//! place in the log and what it was not told yet, written down together, so that a restart goes on there; of several
//! nodes one calls at a time. A feed is told at most once every few seconds, and a hub that does not answer is asked
//! again, more and more seldom, while the others go on.

pub mod jobs;
mod model;
mod store;
