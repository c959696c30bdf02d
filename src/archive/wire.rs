//! The archive on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use super::model::Months;

/// How many articles were published when.
#[derive(Debug, Serialize, ToSchema)]
pub struct Archive {
    /// The years that have any, the newest first.
    pub data: Vec<ArchiveYear>,
}

/// A year of the archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArchiveYear {
    /// The year, in the site's zone.
    #[schema(example = 2026)]
    pub year: i32,
    /// The year as the `date` of lists takes it.
    #[schema(example = "2026")]
    pub date: String,
    /// Its path on the public site.
    #[schema(example = "/2026")]
    pub path: String,
    /// How many public articles are of this year.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 219)]
    pub article_count: i64,
    /// The months that have any, the newest first.
    pub months: Vec<ArchiveMonth>,
}

/// A month of the archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArchiveMonth {
    /// The month, from 1.
    #[schema(example = 11)]
    pub month: i32,
    /// The month as the `date` of lists takes it.
    #[schema(example = "2026-11")]
    pub date: String,
    /// Its path on the public site.
    #[schema(example = "/2026/11")]
    pub path: String,
    /// How many public articles are of this month.
    #[schema(maximum = 9_007_199_254_740_991_i64, example = 40)]
    pub article_count: i64,
}

impl Archive {
    /// The archive of these months.
    pub fn new(months: &Months) -> Self {
        let mut data: Vec<ArchiveYear> = Vec::new();
        for (date, n) in months.iter().rev() {
            let Some((year, month)) = date.split_once('-') else { continue };
            let month = ArchiveMonth {
                month: month.parse().unwrap_or(0),
                date: date.clone(),
                path: format!("/{year}/{month}"),
                article_count: *n,
            };
            match data.last_mut().filter(|last| last.date == year) {
                Some(last) => last.add(month),
                None => data.push(ArchiveYear::of(year, month)),
            }
        }
        Self { data }
    }
}

impl ArchiveYear {
    fn of(year: &str, month: ArchiveMonth) -> Self {
        Self {
            year: year.parse().unwrap_or(0),
            date: year.to_owned(),
            path: format!("/{year}"),
            article_count: month.article_count,
            months: vec![month],
        }
    }

    fn add(&mut self, month: ArchiveMonth) {
        self.article_count += month.article_count;
        self.months.push(month);
    }
}
