//! Style, scripts and mark, compiled in; their addresses change with their content, so that browsers keep them for good.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::ask::At;
use crate::problem::Problem;

const ALL: [(&str, &str, &str); 4] = [
    (
        "style.css",
        "text/css; charset=utf-8",
        include_str!("../assets/style.css"),
    ),
    (
        "app.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/app.js"),
    ),
    (
        "theme.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/theme.js"),
    ),
    (
        "mark.svg",
        "image/svg+xml",
        include_str!("../assets/mark.svg"),
    ),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for (_, _, content) in ALL {
        hasher.update(content.as_bytes());
    }
    hasher.finalize().to_hex()[..12].to_owned()
});

/// Changes with what is compiled in.
pub fn version() -> &'static str {
    &VERSION
}

/// Where a file is served.
pub fn address(name: &str) -> String {
    format!("/static/{}/{name}", version())
}

/// Serves one.
pub async fn serve(At((version, name)): At<(String, String)>) -> Result<Response, Problem> {
    let found = ALL.iter().find(|(known, _, _)| *known == name);
    let Some((_, kind, content)) = found.filter(|_| version == *VERSION) else {
        return Err(Problem::NotFound(format!("there is no '{name}' here")));
    };
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((StatusCode::OK, headers, *content).into_response())
}
