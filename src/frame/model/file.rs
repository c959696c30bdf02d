//! Reading the file, and laying its settings over those that are stored.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{HomeBlockFile, MenuFile};
use crate::config::base_url;
use crate::db::DatabaseError;
use crate::http::patch::merge;
use crate::site::{SiteSettings, check_settings};

/// Why a file was not taken.
#[derive(Debug)]
pub enum FileError {
    /// Each fault in a sentence.
    Wrong(Vec<String>),
    /// The database refused or failed.
    Database(DatabaseError),
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wrong(faults) => f.write_str(&faults.join("\n")),
            Self::Database(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for FileError {}

impl From<DatabaseError> for FileError {
    fn from(err: DatabaseError) -> Self {
        Self::Database(err)
    }
}

/// The file, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteFile {
    /// The settings that it changes; null sets one back.
    pub settings: Map<String, Value>,
    /// The blocks of the front page, if it says any.
    pub home: Option<Vec<HomeBlockFile>>,
    /// The menus that it says, by name.
    pub menus: BTreeMap<String, MenuFile>,
    /// The path of a picture file, for the logo.
    pub logo: Option<String>,
    /// The path of a picture file, for the icon.
    pub icon: Option<String>,
}

impl SiteFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// All that can be told to be wrong without the database.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let value: Value = serde_json::from_str(text).map_err(|err| wrong(format!("The file is not JSON: {err}.")))?;
        let Value::Object(mut settings) = value else { return Err(wrong("The file is no JSON object.".to_owned())) };
        let mut faults = Vec::new();
        let file = Self {
            home: part(&mut settings, "home", &mut faults),
            menus: part(&mut settings, "menus", &mut faults).unwrap_or_default(),
            logo: part(&mut settings, "logo", &mut faults),
            icon: part(&mut settings, "icon", &mut faults),
            settings,
        };
        if let Err(FileError::Wrong(more)) = file.merged(&SiteSettings::default()) {
            faults.extend(more);
        }
        if faults.is_empty() { Ok(file) } else { Err(FileError::Wrong(faults)) }
    }

    /// The settings with what the file changes of them (RFC 7396).
    ///
    /// # Errors
    /// Each setting that is unknown or wrong.
    pub fn merged(&self, stored: &SiteSettings) -> Result<SiteSettings, FileError> {
        let whole = serde_json::to_value(stored).map_err(|err| wrong(err.to_string()))?;
        let mut faults = Vec::new();
        for (name, patch) in &self.settings {
            let mut trial = whole.clone();
            merge(&mut trial[name], patch.clone());
            if let Err(err) = read(trial) {
                faults.push(format!("`{name}`: {err}."));
            }
        }
        if !faults.is_empty() {
            return Err(FileError::Wrong(faults));
        }
        let mut merged = whole;
        merge(&mut merged, Value::Object(self.settings.clone()));
        let mut settings = read(merged).map_err(|err| wrong(format!("{err}.")))?;
        check_settings(&settings).map_err(FileError::Wrong)?;
        if let Some(url) = &settings.home_url {
            settings.home_url = Some(base_url("home_url", url).map_err(|err| wrong(err.0))?);
        }
        Ok(settings)
    }
}

/// A null is what a setting has without the file, whatever its type.
fn read(mut settings: Value) -> Result<SiteSettings, serde_json::Error> {
    if let Some(all) = settings.as_object_mut() {
        all.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(settings)
}

fn wrong(fault: String) -> FileError {
    FileError::Wrong(vec![fault])
}

fn part<T: serde::de::DeserializeOwned>(
    all: &mut Map<String, Value>,
    name: &str,
    faults: &mut Vec<String>,
) -> Option<T> {
    let value = all.shift_remove(name).filter(|value| !value.is_null())?;
    serde_json::from_value(value).map_err(|err| faults.push(format!("`{name}`: {err}."))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults<T: std::fmt::Debug>(result: Result<T, FileError>) -> Vec<String> {
        match result {
            Err(FileError::Wrong(faults)) => faults,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_changes_what_it_says_and_nothing_else() {
        let stored = SiteSettings { name: "A".into(), tagline: "t".into(), ..SiteSettings::default() };
        let text = json!({"name": "B", "home_url": "https://b.example/", "publisher": {"name": "P"}, "comments": {"enabled": false}});
        let file = SiteFile::parse(&text.to_string()).unwrap();
        let merged = file.merged(&stored).unwrap();
        assert_eq!((merged.name.as_str(), merged.tagline.as_str()), ("B", "t"));
        assert_eq!(merged.home_url.as_deref(), Some("https://b.example"));
        assert_eq!((merged.publisher.name.as_str(), merged.comments.enabled), ("P", false));
        let back = SiteFile::parse(r#"{"home_url": null, "name": "C"}"#).unwrap().merged(&merged).unwrap();
        assert_eq!((back.home_url, back.name.as_str()), (None, "C"));
    }

    #[test]
    fn every_fault_of_a_file_is_told() {
        let text =
            json!({"nme": "B", "words_per_minute": "many", "home": [{"key": "x"}], "menus": {"main": {"item": []}}});
        let seen = faults(SiteFile::parse(&text.to_string()));
        for name in ["`nme`", "`words_per_minute`", "`home`", "`menus`"] {
            assert!(seen.iter().any(|fault| fault.starts_with(name)), "{name} in {seen:?}");
        }
        assert_eq!(faults(SiteFile::parse("[]")).len(), 1);
        assert_eq!(faults(SiteFile::parse(r#"{"timezone": "Mars/Base"}"#)).len(), 1);
    }
}
