//! The fenced blocks of a document.

use std::fs;
use std::path::Path;

/// A block of code.
#[derive(Debug)]
pub struct Block {
    /// What it is written in; empty where the text does not say.
    pub language: String,
    /// Its text.
    pub text: String,
    /// The line of the document that it begins in.
    pub line: usize,
}

impl Block {
    /// Whether this is its first line.
    pub fn begins(&self, first: &str) -> bool {
        self.text.lines().next() == Some(first)
    }

    /// The file that it is, as its first line says; an `.astro` file says it in its second.
    pub fn file(&self) -> Option<&str> {
        let line = usize::from(self.language == "astro");
        let first = self.text.lines().nth(line)?;
        let name = match self.language.as_str() {
            "js" | "astro" => first.strip_prefix("// "),
            "python" => first.strip_prefix("# "),
            "html" => first.strip_prefix("<!-- ")?.strip_suffix(" -->"),
            _ => None,
        };
        name.filter(|name| name.contains('.') && !name.contains(' '))
    }

    /// Writes it into a folder, if it is a file.
    pub fn write(&self, dir: &Path) {
        let Some(name) = self.file() else { return };
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &self.text).unwrap();
    }
}

/// The blocks of a document, in order.
pub fn blocks(document: &str) -> Vec<Block> {
    let (mut all, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (number, line) in document.lines().enumerate() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(language), None) => {
                open = Some(Block { language: language.to_owned(), text: String::new(), line: number + 1 });
            }
            (Some(_), Some(_)) => all.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block has no end");
    all
}
