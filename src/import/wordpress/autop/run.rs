//! The line of text that is being gathered: what stands between two blocks, or two blank lines,
//! with its line breaks. `autop.rs` decides whether it becomes a paragraph.

/// A run of text and tags within lines.
#[derive(Debug, Default)]
pub(super) struct Run {
    html: String,
    /// Whether there is anything to be seen in it.
    filled: bool,
    /// Whether there is more to be seen in it than one player or frame.
    has_words: bool,
    players: u32,
    /// How many elements are open within the run.
    depth: u32,
    /// How many line ends stand after the last piece.
    line_ends: u32,
    /// Whether a line end waits to become a break, should anything follow.
    waiting: bool,
    /// Whether the last piece is a break.
    broken: bool,
    /// Whether anything stands on the current line.
    line_used: bool,
}

impl Run {
    /// Whether nothing stands on the current line and no element is open.
    pub(super) fn is_at_line_start(&self) -> bool {
        !self.line_used && self.depth == 0
    }

    /// Adds text without line ends.
    pub(super) fn text(&mut self, text: &str) {
        if text.trim().is_empty() {
            if self.line_used && !text.is_empty() {
                self.html.push(' ');
            }
            return;
        }
        let text = if self.line_used { text } else { text.trim_start() };
        self.break_if_waiting();
        self.html.push_str(text);
        self.filled = true;
        self.has_words = true;
        self.broken = false;
    }

    /// Ends a line. Gives whether it was blank.
    pub(super) fn line_end(&mut self) -> bool {
        self.line_ends += 1;
        self.line_used = false;
        self.waiting = self.filled && !self.broken;
        self.line_ends > 1
    }

    /// Adds a break that the author marked. Gives whether it follows another one, which together
    /// part paragraphs.
    pub(super) fn line_break(&mut self) -> bool {
        self.waiting = false;
        self.line_used = false;
        self.line_ends = 0;
        if self.filled && !self.broken {
            self.html.truncate(self.html.trim_end().len());
            self.html.push_str("<br>");
            self.broken = true;
            return false;
        }
        self.filled
    }

    /// Adds a tag within the line.
    pub(super) fn tag(&mut self, raw: &str, opens: bool, closes: bool) {
        if closes {
            self.depth = self.depth.saturating_sub(1);
            self.line_ends = 0;
            self.line_used = true;
        } else {
            self.break_if_waiting();
        }
        self.depth += u32::from(opens);
        self.html.push_str(raw);
    }

    /// Says that the tag just added is to be seen.
    pub(super) fn fill(&mut self) {
        self.filled = true;
        self.has_words = true;
        self.broken = false;
    }

    /// Adds an element as it is; `shows` says whether it is to be seen.
    pub(super) fn whole(&mut self, raw: &str, shows: bool) {
        self.break_if_waiting();
        self.html.push_str(raw);
        self.filled |= shows;
        self.players += u32::from(shows);
        self.broken = false;
    }

    /// Adds a comment, which is nothing to be seen.
    pub(super) fn mark(&mut self, raw: &str) {
        self.html.push_str(raw);
    }

    fn break_if_waiting(&mut self) {
        if std::mem::take(&mut self.waiting) {
            self.html.truncate(self.html.trim_end().len());
            self.html.push_str("<br>\n");
        }
        self.line_ends = 0;
        self.line_used = true;
    }

    /// Whether the run is one player or frame and nothing else.
    pub(super) fn is_player(&self) -> bool {
        self.players == 1 && !self.has_words
    }

    /// The run without space and breaks at its end; `None` where there is nothing to be seen.
    pub(super) fn finish(&self) -> Option<&str> {
        let html = self.html.trim_end();
        let unbroken = html.strip_suffix("<br>").filter(|_| self.broken);
        self.filled.then(|| unbroken.unwrap_or(html).trim_end())
    }

    /// What a run holds in which nothing is to be seen.
    pub(super) fn rest(&self) -> &str {
        self.html.trim_end()
    }
}
