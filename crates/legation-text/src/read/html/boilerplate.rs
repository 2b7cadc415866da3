//! What on a page is not the news.

/// How far an element is from the news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Distance {
    /// Nothing tells against it.
    News,
    /// Its class or role tells against it; some pages put the news there all the same.
    Doubtful,
    /// The element is for something else.
    Boilerplate,
    /// No text at all: scripts, styles, templates.
    Never,
}

/// Parts of class names and ids, between separators, that name something else than the news.
const DOUBTFUL_NAMES: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "sidebar",
    "footer",
    "related",
    "comments",
    "comment",
    "disqus",
    "share",
    "sharing",
    "social",
    "promo",
    "newsletter",
    "subscribe",
    "subscription",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "banner",
    "advert",
    "advertisement",
    "advertising",
    "ads",
    "ad",
    "breadcrumb",
    "breadcrumbs",
    "recommended",
    "recommendations",
    "popular",
    "trending",
    "mostread",
    "teaser",
    "teasers",
    "widget",
    "popup",
    "modal",
    "overlay",
    "caption",
    "byline",
    "tags",
    "taglist",
    "login",
    "signup",
    "signin",
    "paywall",
    "pagination",
    "pager",
    "toolbar",
    "copyright",
    "outbrain",
    "taboola",
    "skip",
    "screen-reader-text",
    "masthead",
    "sponsored",
    "hidden",
    "credit",
];

/// The element by itself.
pub(super) fn of_element(name: &[u8]) -> Distance {
    match name {
        b"script" | b"style" | b"template" | b"svg" | b"math" | b"iframe" | b"object"
        | b"canvas" | b"audio" | b"video" | b"title" | b"noframes" | b"noembed" | b"textarea" => {
            Distance::Never
        }
        b"nav" | b"footer" | b"aside" | b"figcaption" | b"button" | b"select" | b"option"
        | b"dialog" | b"noscript" | b"label" | b"menu" | b"address" | b"fieldset" => {
            Distance::Boilerplate
        }
        b"form" | b"header" => Distance::Doubtful,
        _ => Distance::News,
    }
}

/// The element by its class, id or role; never asked of the elements that hold the whole page.
pub(super) fn of_names(names: &str) -> Distance {
    let doubtful = names
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| {
            DOUBTFUL_NAMES
                .iter()
                .any(|name| name.eq_ignore_ascii_case(part))
        });
    if doubtful {
        Distance::Doubtful
    } else {
        Distance::News
    }
}

/// The element by its ARIA role (WAI-ARIA 1.2 § 5.3.4, landmarks).
pub(super) fn of_role(role: &str) -> Distance {
    match role.trim().to_ascii_lowercase().as_str() {
        "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "dialog"
        | "alertdialog" | "menu" | "toolbar" => Distance::Boilerplate,
        _ => Distance::News,
    }
}

/// How a line begins that asks something of the reader.
const ASKING: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "related:",
    "related stories",
    "related articles",
    "related news",
    "see also",
    "more on this",
    "more from",
    "share this",
    "share on",
    "follow us",
    "sign up",
    "subscribe",
    "advertisement",
    "click here",
    "photo:",
    "image:",
    "copyright",
    "©",
    "all rights reserved",
    "this site uses cookies",
    "we use cookies",
    "by continuing",
    "accept all",
    "most read",
    "most popular",
    "trending",
    "comments",
    "leave a comment",
    "recommended",
    "you may also like",
    "download our app",
    "join our",
    "support our journalism",
    "editor's picks",
    "latest news",
    "skip to",
    "log in",
    "sponsored",
    "topics:",
    "tags:",
];

/// The longest line that [`ASKING`] is believed of, in bytes.
const LONGEST_ASKING: usize = 160;

/// Whether a line by itself asks something of the reader instead of telling news.
pub(super) fn asks(text: &str) -> bool {
    if text.len() > LONGEST_ASKING {
        return false;
    }
    let lower = text.trim_start().to_lowercase();
    ASKING.iter().any(|start| {
        // "Sign up" asks; "Comments by the minister" tells
        lower.strip_prefix(start).is_some_and(|rest| {
            let whole_word = start.ends_with(':') || !rest.starts_with(char::is_alphanumeric);
            whole_word
                && (rest.len() <= 4
                    || start.contains([' ', ':', '©'])
                    || !text.trim_end().ends_with('.'))
        })
    })
}
