//! Attachments: their text for those who cannot see them, their file, size and smaller versions.

use serde_json::Value;

use super::super::php::unserialize;
use super::PostMeta;

/// What WordPress keeps of a picture, recording or document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentMetadata {
    /// The width in pixels.
    pub width: Option<u32>,
    /// The height in pixels.
    pub height: Option<u32>,
    /// The file below the uploads folder, or empty.
    pub file: String,
    /// The size in bytes.
    pub bytes: Option<u64>,
    /// The smaller versions, whose files stand beside the large one.
    pub sizes: Vec<ImageSize>,
    /// The caption in the picture's own data, or empty.
    pub caption: String,
    /// The credit in the picture's own data, or empty.
    pub credit: String,
    /// The copyright notice in the picture's own data, or empty.
    pub copyright: String,
    /// The length of a recording in seconds.
    pub seconds: Option<u32>,
}

/// A smaller version of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSize {
    /// WordPress's name for it: `thumbnail`, `medium`, …
    pub name: String,
    /// The file's name, without folders.
    pub file: String,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
}

impl<'a> PostMeta<'a> {
    /// The text that stands for a picture.
    pub fn image_alt(&self) -> Option<&'a str> {
        self.get("_wp_attachment_image_alt")
    }

    /// The file below the uploads folder. A path that leads out of it is none.
    pub fn attached_file(&self) -> Option<&'a str> {
        self.get("_wp_attached_file").filter(|file| is_inside(file))
    }

    /// Width, height, smaller versions and what else is known of a file.
    pub fn attachment_metadata(&self) -> Option<AttachmentMetadata> {
        let value = unserialize(self.get("_wp_attachment_metadata")?)?;
        let image = &value["image_meta"];
        let file = Some(word(&value["file"])).filter(|file| is_inside(file));
        Some(AttachmentMetadata {
            width: pixels(&value["width"]),
            height: pixels(&value["height"]),
            file: file.unwrap_or_default(),
            bytes: number(&value["filesize"]),
            sizes: sizes(&value["sizes"]),
            caption: word(&image["caption"]),
            credit: word(&image["credit"]),
            copyright: word(&image["copyright"]),
            seconds: pixels(&value["length"]),
        })
    }
}

fn sizes(value: &Value) -> Vec<ImageSize> {
    let sizes = value.as_object().into_iter().flatten();
    let read = |(name, size): (&String, &Value)| {
        let file = word(&size["file"]);
        let plain = !file.is_empty() && !file.contains(['/', '\\']);
        Some(ImageSize {
            name: name.clone(),
            file: plain.then_some(file)?,
            width: pixels(&size["width"])?,
            height: pixels(&size["height"])?,
        })
    };
    sizes.filter_map(read).collect()
}

fn is_inside(file: &str) -> bool {
    let up = |part: &str| part == "..";
    !file.starts_with(['/', '\\']) && !file.contains(':') && !file.split(['/', '\\']).any(up)
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim().to_owned()
}

fn number(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    number.filter(|n| *n > 0)
}

fn pixels(value: &Value) -> Option<u32> {
    number(value).and_then(|n| u32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;

    #[test]
    fn a_pictures_metadata_is_read() {
        let serialised = "a:4:{s:5:\"width\";s:3:\"800\";s:6:\"height\";i:600;s:4:\"file\";\
            s:13:\"2024/01/a.jpg\";s:5:\"sizes\";a:2:{s:6:\"medium\";a:3:{s:4:\"file\";\
            s:9:\"a-300.jpg\";s:5:\"width\";i:300;s:6:\"height\";i:225;}s:3:\"bad\";a:1:{\
            s:4:\"file\";s:6:\"../etc\";}}}";
        let meta = pairs(&[("_wp_attachment_metadata", serialised)]);
        let found = PostMeta::new(&meta).attachment_metadata().unwrap_or_default();
        assert_eq!((found.width, found.height), (Some(800), Some(600)));
        assert_eq!(found.file, "2024/01/a.jpg");
        let medium = ImageSize { name: "medium".to_owned(), file: "a-300.jpg".to_owned(), width: 300, height: 225 };
        assert_eq!(found.sizes, [medium]);
    }

    #[test]
    fn files_outside_the_uploads_are_none() {
        for file in ["../wp-config.php", "/etc/passwd", "a/../../b", "C:\\x", "http://x/y"] {
            let meta = pairs(&[("_wp_attached_file", file)]);
            assert_eq!(PostMeta::new(&meta).attached_file(), None, "{file}");
        }
        let meta = pairs(&[("_wp_attached_file", "2024/01/a..b.jpg")]);
        assert_eq!(PostMeta::new(&meta).attached_file(), Some("2024/01/a..b.jpg"));
    }
}
