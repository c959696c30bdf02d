//! Hypertext, whole and broken, cut into pieces.

use super::*;

fn pieces(text: &str) -> Vec<String> {
    Tokens::new(text, &["pre", "script"])
        .map(|token| match token {
            Token::Text(text) => format!("T{text}"),
            Token::Comment(raw) => format!("C{raw}"),
            Token::Tag(tag) => format!("{}{}", if tag.closing { "/" } else { "" }, tag.name),
            Token::Whole(tag, raw) => format!("W{} {raw}", tag.name),
        })
        .collect()
}

#[test]
fn pieces_are_told_apart() {
    let text = "a <B c='>'>d</B><!-- e > --><?php f ?> 1 < 2 <pre>\n<i></PRE >g<br/>ñ<";
    assert_eq!(
        pieces(text),
        [
            "Ta ",
            "b",
            "Td",
            "/b",
            "C<!-- e > -->",
            "C<?php f ?>",
            "T 1 ",
            "T< 2 ",
            "Wpre <pre>\n<i></PRE >",
            "Tg",
            "br",
            "Tñ",
            "T<"
        ]
    );
}

#[test]
fn broken_markup_loses_nothing() {
    for text in ["<a href=\"x", "<a href=\"x>y</a>", "<!-- x", "<pre>x", "</", "<p", "it's <b>'"] {
        let back: String = Tokens::new(text, &["pre"])
            .map(|token| match token {
                Token::Text(raw) | Token::Comment(raw) | Token::Whole(_, raw) => raw,
                Token::Tag(tag) => tag.raw,
            })
            .collect();
        assert_eq!(back, text);
    }
}

#[test]
fn hostile_markup_takes_linear_time() {
    for piece in ["<a \"", "<a b='>' c=\"", "<!--", "<pre>", "<a b=\">\" ", "</", "<pre></pr>"] {
        assert!(Tokens::new(&piece.repeat(30_000), &["pre"]).count() > 0);
    }
}
