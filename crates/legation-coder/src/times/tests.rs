use super::*;
use legation_text::tokens;

fn read(text: &'static str, today: &str) -> Vec<(String, String)> {
    let tokens = tokens(text, Span::new(0, text.len()));
    let lower: Vec<String> = tokens
        .iter()
        .map(|t| t.span.of(text).to_lowercase())
        .collect();
    let lower: &'static [String] = lower.leak();
    let word = |i: usize| lower[i].as_str();
    let clock = Clock {
        text,
        tokens: &tokens,
        lower: &word,
        today: today.parse().ok(),
    };
    clock
        .expressions(0, tokens.len())
        .iter()
        .map(|t| (t.span.of(text).to_owned(), t.date.to_string()))
        .collect()
}

#[test]
fn expressions_of_time_are_read_against_the_reports_date() {
    let rows = [
        ("He left on Wednesday, July 13.", "2022-07-14", "2022-07-13"),
        ("He left on Tuesday.", "2022-07-14", "2022-07-12"),
        ("He left on Thursday.", "2022-07-14", "2022-07-14"),
        ("On June 29, Syria acted.", "2022-07", "2022-06-29"),
        ("It was cut on 4 December.", "2018-05-01", "2017-12-04"),
        ("It was cut in April 1982.", "1990-02-15", "1982-04"),
        ("It was cut last October.", "1990-02-15", "1989-10"),
        ("It was cut last month.", "2023-01-15", "2022-12"),
        ("It was cut over the weekend.", "2023-01-16", "2023-01"),
        ("It was cut on Sunday evening.", "2023-01-16", "2023-01-15"),
        ("It was cut a fortnight ago.", "2023-01-16", "2023-01"),
        ("It was cut yesterday.", "2023-01-01", "2022-12-31"),
        ("It was cut earlier this year.", "2023-05-01", "2023"),
        ("It was cut in 2016.", "2023-05-01", "2016"),
        ("It was cut three days ago.", "2023-05-01", "2023-04-28"),
        ("It was cut on 13 July 2022.", "2023-05-01", "2022-07-13"),
        ("It was cut on Jan. 3, 1961.", "2023-05-01", "1961-01-03"),
        ("It was cut in June last year.", "2023-05-01", "2022-06"),
        (
            "It was cut on 14 May of last year.",
            "2023-05-01",
            "2022-05-14",
        ),
        ("It was cut this Thursday.", "2024-05-02", "2024-05-02"),
        ("It was cut last night.", "2023-01-01", "2022-12-31"),
        ("It was cut a few days ago.", "2023-05-20", "2023-05"),
    ];
    for (text, today, date) in rows {
        let found = read(text, today);
        assert_eq!(
            found.iter().map(|f| f.1.as_str()).collect::<Vec<_>>(),
            [date],
            "{text} on {today}"
        );
    }
}

#[test]
fn a_time_counted_from_another_is_no_more_precise_than_its_distance() {
    for (base, distance, date) in [
        ("2022-07-13", Distance::Days(1), "2022-07-14"),
        ("2022-04", Distance::Days(1), "2022-04"),
        ("2022-07-13", Distance::Weeks(3), "2022-08"),
        ("2008-09", Distance::Weeks(-1), "2008-08"),
        ("2019-08", Distance::Months(-6), "2019-02"),
        ("2005", Distance::Months(2), "2005"),
        ("1990-05-02", Distance::Years(10), "2000"),
    ] {
        assert_eq!(
            distance.from(base.parse().unwrap()).to_string(),
            date,
            "{distance:?} from {base}"
        );
    }
}

#[test]
fn a_modal_may_is_no_month() {
    assert!(read("It may cut ties.", "2022-07-14").is_empty());
}
