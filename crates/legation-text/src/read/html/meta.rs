//! What a page says of itself: title, dates, publisher, address, language.

use serde_json::Value;

/// Metadata of a page, in the order in which it was met.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub title_element: Option<String>,
    og_title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    /// `(rank, date as written)`; lower rank is better evidence.
    dates: Vec<(u8, String)>,
}

/// Names of `meta` that hold the day of publication; earlier ones are better evidence.
const DATE_NAMES: &[&str] = &[
    "article:published_time",
    "datepublished",
    "og:published_time",
    "og:article:published_time",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "sailthru.date",
    "publication_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "article.published",
    "citation_publication_date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "date",
    "release_date",
];
const JSON_LD: u8 = 1;
const TIME_OF_PUBLICATION: u8 = 30;
const TIME: u8 = 31;
/// The most objects of JSON-LD looked at.
const MOST_OBJECTS: usize = 10_000;

impl Meta {
    /// One `meta` element: its name, property or itemprop, and its content.
    pub(super) fn take(&mut self, name: &str, content: &str) {
        let (name, content) = (name.trim().to_ascii_lowercase(), content.trim());
        if content.is_empty() {
            return;
        }
        let set = |slot: &mut Option<String>| _ = slot.get_or_insert_with(|| content.to_owned());
        match name.as_str() {
            "og:title" => set(&mut self.og_title),
            "og:site_name" => self.publisher = Some(content.to_owned()),
            "publisher" | "dc.publisher" | "application-name" if !content.contains("://") => {
                set(&mut self.publisher)
            }
            "og:url" => set(&mut self.url),
            "content-language" | "dc.language" => set(&mut self.language),
            _ => {
                if let Some(rank) = DATE_NAMES.iter().position(|known| *known == name) {
                    self.dates
                        .push((rank as u8 + u8::from(rank > 0), content.to_owned()));
                }
            }
        }
    }

    /// The `datetime` of a `time` element.
    pub(super) fn take_time(&mut self, datetime: &str, of_publication: bool) {
        let rank = if of_publication {
            TIME_OF_PUBLICATION
        } else {
            TIME
        };
        self.dates.push((rank, datetime.trim().to_owned()));
    }

    /// A JSON-LD script (schema.org `datePublished`, `publisher`, `headline`); what is no JSON is passed over.
    pub(super) fn take_json_ld(&mut self, script: &str) {
        let Ok(whole) = serde_json::from_str::<Value>(script.trim()) else {
            return;
        };
        let mut open = vec![&whole];
        for _ in 0..MOST_OBJECTS {
            match open.pop() {
                None => return,
                Some(Value::Array(values)) => open.extend(values.iter().rev()),
                Some(Value::Object(fields)) => {
                    let text =
                        |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
                    self.dates
                        .extend(text("datePublished").map(|date| (JSON_LD, date)));
                    if self.og_title.is_none() {
                        self.og_title = text("headline");
                    }
                    let publisher = fields
                        .get("publisher")
                        .and_then(|p| p.get("name").unwrap_or(p).as_str());
                    if self.publisher.is_none() {
                        self.publisher =
                            publisher.filter(|p| !p.contains("://")).map(str::to_owned);
                    }
                    open.extend(fields.values().filter(|v| v.is_object() || v.is_array()));
                }
                Some(_) => {}
            }
        }
    }

    /// The dates that the page gives for its publication, best evidence first.
    pub(super) fn dates(&self) -> impl Iterator<Item = &str> {
        let mut ranked: Vec<&(u8, String)> = self.dates.iter().collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, date)| date.as_str())
    }

    /// The title: as meant for others, else the headline on the page, else that of the window; without the paper's name.
    pub(super) fn title(&self, headline: Option<&str>) -> Option<String> {
        let title = self
            .og_title
            .as_deref()
            .or(headline)
            .or(self.title_element.as_deref())?
            .trim();
        Some(self.without_publisher(title).to_owned()).filter(|t| !t.is_empty())
    }

    fn without_publisher<'a>(&self, title: &'a str) -> &'a str {
        for mark in [" | ", " - ", " – ", " — "] {
            if let Some((head, tail)) = title.rsplit_once(mark) {
                let named = self
                    .publisher
                    .as_deref()
                    .is_some_and(|p| p.eq_ignore_ascii_case(tail.trim()));
                if named || (mark == " | " && self.og_title.is_none()) {
                    return head.trim();
                }
            }
        }
        title
    }
}
