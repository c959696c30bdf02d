//! An article as the newsroom reads and writes it.

mod article;
mod history;
mod lists;
mod manuscript;
mod parts;
mod steps;

pub use article::{BodySource, NewsroomArticle};
pub use history::{FieldChange, RevisionList, RevisionOut, RevisionWhole, WordChange};
pub use lists::{NewsroomCard, NewsroomList, StatusCounts};
pub use manuscript::{ArticleIn, ArticlePatch};
pub use parts::{BodyIn, LARGEST_BODY};
pub use steps::{CorrectionIn, StepIn};
