//! Archives by date: `/2023`, `/2023/11`, `/2023/11/15`.

/// The date of an archive's path as the API writes it (`2023-11`), where the path is one. Months and
/// days may lack their zero.
pub fn archive(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let number = |text: &str, longest: usize| -> Option<u32> {
        let digits = text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let year = number(parts[0], 4).filter(|year| *year >= 1000)?;
    let month = parts.get(1).map(|text| number(text, 2));
    let day = parts.get(2).map(|text| number(text, 2));
    let (month, day) = match (month, day) {
        (None, _) => return Some(format!("{year}")),
        (Some(month), None) => (month?, None),
        (Some(month), Some(day)) => (month?, Some(day?)),
    };
    chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day.unwrap_or(1)).filter(|_| parts.len() <= 3)?;
    Some(day.map_or_else(|| format!("{year}-{month:02}"), |day| format!("{year}-{month:02}-{day:02}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_real_ones() {
        let seen = |path| archive(path);
        assert_eq!(seen("/2023").as_deref(), Some("2023"));
        assert_eq!(seen("/2023/11").as_deref(), Some("2023-11"));
        assert_eq!(seen("/2023/1/5").as_deref(), Some("2023-01-05"));
        for bad in [
            "/",
            "/20",
            "/0999",
            "/20233",
            "/2023/13",
            "/2023/00",
            "/2023/02/30",
            "/2023/1/1/1",
            "/2023/x",
            "/+202",
            "/2023/",
        ] {
            assert_eq!(seen(bad), None, "{bad}");
        }
    }
}
