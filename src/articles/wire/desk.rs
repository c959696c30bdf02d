//! An article as the newsroom reads and writes it.

mod alerts;
mod article;
mod bulk;
mod corrections;
mod editing;
mod history;
mod lists;
mod manuscript;
mod parts;
mod steps;
mod takedown;

pub use alerts::AlertIn;
pub use article::{BodySource, NewsroomArticle};
pub use bulk::{BulkAction, BulkIn, BulkOut, BulkResult};
pub use corrections::{CorrectionIn, CorrectionPatch};
pub use editing::{AutosaveIn, AutosaveOut, LockIn, LockOut};
pub use history::{FieldChange, RevisionList, RevisionOut, RevisionWhole, WordChange};
pub use lists::{NewsroomCard, NewsroomList, StatusCounts};
pub use manuscript::{ArticleIn, ArticlePatch};
pub use parts::{BodyIn, LARGEST_BODY};
pub use steps::StepIn;
pub use takedown::{TakedownIn, TakedownOut};
