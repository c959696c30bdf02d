//! Counts and shortens plain text, in scripts with and without spaces between words.

/// A word is counted in quarters, as scripts without spaces are counted by their characters.
const QUARTERS: u64 = 4;

/// How many words a text has.
///
/// A word is what stands between spaces or long dashes and has a letter or a digit in it. Scripts that put no
/// spaces between words are counted by characters: Han, kana and Bopomofo as half a word each, the letters of
/// Thai, Lao, Khmer, Burmese and Tibetan as a quarter. The sum is rounded up. Hangul has spaces and needs no rule.
pub fn word_count(text: &str) -> u32 {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '\u{2013}' | '\u{2014}' | '\u{2015}'));
    let quarters: u64 = pieces.map(quarters).sum();
    u32::try_from(quarters.div_ceil(QUARTERS)).unwrap_or(u32::MAX)
}

/// How many minutes it takes to read so many words, rounded up and at least one.
pub fn reading_minutes(words: u32, words_per_minute: u32) -> u32 {
    words.div_ceil(words_per_minute.max(1)).max(1)
}

/// The beginning of a text on one line, at most so many characters with the `…` that says it was cut.
/// It is cut between words if there is a space in its second half, never between a letter and its marks.
pub fn excerpt(text: &str, chars: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((limit, _)) = line.char_indices().nth(chars) else {
        return line;
    };
    let Some(room) = chars.checked_sub(1) else {
        return String::new();
    };
    let end = line.char_indices().nth(room).map_or(limit, |(at, _)| at);
    let word_end = if line[end..].starts_with(' ') { Some(end) } else { line[..end].rfind(' ') };
    let end = word_end.filter(|at| *at * 2 >= end).unwrap_or_else(|| before_marks(&line, end));
    format!("{}…", line[..end].trim_end_matches(|c: char| c.is_whitespace() || ",;:-–—(".contains(c)))
}

fn quarters(piece: &str) -> u64 {
    let (mut quarters, mut other) = (0, false);
    for character in piece.chars().filter(|c| c.is_alphanumeric()) {
        match quarters_of(character) {
            0 => other = true,
            some => quarters += some,
        }
    }
    quarters + if other { QUARTERS } else { 0 }
}

/// Whether a character belongs to a script that puts no spaces between words.
pub fn has_no_spaces(character: char) -> bool {
    quarters_of(character) > 0
}

/// What a character counts in a script without spaces; nothing in the others.
fn quarters_of(character: char) -> u64 {
    match character {
        '\u{2e80}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}' => 2,
        '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 1,
        _ => 0,
    }
}

/// The nearest place before which no mark belongs to the character there.
fn before_marks(line: &str, end: usize) -> usize {
    let mut end = end;
    while end > 0 && (line[end..].starts_with(is_mark) || line[..end].ends_with('\u{200d}')) {
        end = line[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    }
    end
}

/// Marks that sit on the letter before them, in the blocks that news uses, and the joints of emoji.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}'
        | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{a3c}'..='\u{a4d}' | '\u{abc}'..='\u{acd}'
        | '\u{bbe}'..='\u{bcd}' | '\u{c3e}'..='\u{c56}' | '\u{cbc}'..='\u{cd6}' | '\u{d3e}'..='\u{d4d}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{102b}'..='\u{103e}'
        | '\u{17b4}'..='\u{17d3}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}'
        | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(word_count(""), 0);
        assert_eq!(word_count(" — … ! "), 0);
        assert_eq!(word_count("It's a well-known fact—really."), 5);
        assert_eq!(word_count("日本語の新聞"), 3);
        assert_eq!(word_count("日本語"), 2);
        assert_eq!(word_count("NHKのニュース"), 4);
        assert_eq!(word_count("한국어 신문"), 2);
        assert_eq!(word_count("ภาษาไทย"), 2);
        assert_eq!(word_count("\u{1f600} 12 mäuse"), 2);
    }

    #[test]
    fn reading_takes_at_least_a_minute() {
        assert_eq!(reading_minutes(0, 220), 1);
        assert_eq!(reading_minutes(812, 220), 4);
        assert_eq!(reading_minutes(10, 0), 10);
    }

    #[test]
    fn excerpts_end_between_words() {
        assert_eq!(excerpt("one  two\nthree", 13), "one two three");
        assert_eq!(excerpt("one two, three", 12), "one two…");
        assert_eq!(excerpt("one two three", 8), "one two…");
        assert_eq!(excerpt("日本語の新聞です", 5), "日本語の…");
        assert_eq!(excerpt("abcde\u{301}\u{301}", 6), "abcd…");
        assert_eq!(excerpt("abc", 1), "…");
        assert_eq!(excerpt("abc", 0), "");
        assert!(excerpt(&"x".repeat(50), 20).chars().count() <= 20);
    }
}
