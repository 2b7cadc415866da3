use super::*;

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en"><head><meta charset=utf-8><title>Ukraine severs ties with North Korea | Atlas Wire</title>
<meta property="og:site_name" content="Atlas Wire"><meta property="og:title" content="Ukraine severs ties with North Korea">
<meta property="article:published_time" content="2022-07-13T18:40:00+03:00">
<link rel="canonical" href="https://atlas.example/a1">
<script>var a = "<p>not news</p>";</script><style>p { color: red }</style></head>
<body class="single comments-open">
<div id="cookie-banner"><p>We use cookies to make this site better for you. Accept them, please.</p></div>
<header><a href="/">Atlas Wire</a><nav><ul><li><a href="/w">World</a><li><a href="/p">Politics</a></ul></nav></header>
<article><header><h1>Ukraine severs ties with North Korea</h1><p class="byline">By Jane Roe</p>
<time datetime="2022-07-14">yesterday</time></header>
<figure><img src=x><figcaption>Foreign Minister Kuleba in Kyiv. Photo: A. N. Other</figcaption></figure>
<p>KYIV, July 13 (Atlas) &mdash; Ukraine <a href="/u">severed</a> diplomatic&nbsp;relations with the D.P.R.K. on Wednesday.
<p>&ldquo;This is null and void,&rdquo; the ministry said.</p>
<aside><h3>Read more</h3><p>Ten things that you did not know about embassies, and why they matter.</p></aside>
<div class="share-tools"><button>Share</button> Share this on all the networks.</div>
<h2>Reaction</h2><blockquote>Syria welcomed the step &amp; said so.</blockquote>
<h3>Related stories</h3><ul><li><a href="/1">Syria recognises Donetsk</a></li><li><a href="/2">Russia asks for help</a></li></ul>
</article>
<section id="comments"><h2>Comments</h2><p>I think that Kyiv recognised the DNR in 1950. A long comment that is not news at all.</p></section>
<footer><p>© 2022 Atlas Wire. All rights reserved. Iran recalled its ambassador.</p></footer></body></html>"#;

#[test]
fn the_news_of_a_page_is_its_headline_and_its_paragraphs() {
    let report = html(PAGE).report;
    assert_eq!(
        report.text,
        "Ukraine severs ties with North Korea\n\n\
         KYIV, July 13 (Atlas) — Ukraine severed diplomatic relations with the D.P.R.K. on Wednesday.\n\n\
         “This is null and void,” the ministry said.\n\n\
         Reaction\n\n\
         Syria welcomed the step & said so."
    );
    assert_eq!(
        report.title.as_deref(),
        Some("Ukraine severs ties with North Korea")
    );
    assert_eq!(report.date.unwrap().to_string(), "2022-07-13");
    assert_eq!(
        (report.publisher.as_deref(), report.language.as_deref()),
        (Some("Atlas Wire"), Some("en"))
    );
    assert_eq!(report.url.as_deref(), Some("https://atlas.example/a1"));
}

#[test]
fn every_byte_of_the_text_leads_back_to_the_page() {
    let report = html(PAGE).report;
    for (at, c) in report
        .text
        .char_indices()
        .filter(|(_, c)| c.is_alphanumeric())
    {
        let file = report.source_map.in_file(at);
        assert!(
            PAGE[file..].starts_with(c) || PAGE[file..].starts_with('&'),
            "{c} at {at} leads to {file}"
        );
    }
    for word in ["D.P.R.K.", "said so", "null and void"] {
        let file = report.source_map.in_file(report.text.find(word).unwrap());
        assert!(PAGE[file..].starts_with(word));
    }
}

#[test]
fn the_date_is_found_wherever_pages_hide_it() {
    for head in [
        r#"<meta name="DC.date.issued" content="2022-07-13">"#,
        r#"<meta itemprop="datePublished" content="July 13, 2022">"#,
        r#"<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2022-07-13T08:00:00Z"}]}</script>"#,
        r#"<time datetime="2022-07-13 10:00">Wednesday</time>"#,
        r#"<meta name="pubdate" content="20220713">"#,
    ] {
        let report = html(&format!(
            "{head}<p>Ukraine severed relations with North Korea.</p>"
        ))
        .report;
        assert_eq!(
            report.date.map(|d| d.to_string()).as_deref(),
            Some("2022-07-13"),
            "{head}"
        );
    }
}

#[test]
fn a_page_from_before_the_semantic_elements_is_read() {
    let page = "<HTML><BODY BGCOLOR=white><FORM action=x><TABLE><TR><TD><A HREF=a>Home</A> <A HREF=b>News</A></TD>\
                <TD><FONT SIZE=2>Beijing announced on Monday that it had established diplomatic relations with Pretoria.<BR><BR>\
                South Africa closed its embassy in Taipei.</FONT></TD></TR></TABLE></FORM>";
    assert_eq!(
        html(page).report.text,
        "Beijing announced on Monday that it had established diplomatic relations with Pretoria.\n\n\
         South Africa closed its embassy in Taipei."
    );
}

#[test]
fn what_is_never_closed_swallows_nothing() {
    for page in [
        "<nav><a href=/>Home</a><p>Chad reopened its embassy in Israel.",
        "<div class=related><p>Chad reopened its embassy in Israel.",
        "</div></p><<p <p>Chad reopened its embassy in Israel.</span></b>",
        "<!-- <p>Chad reopened its embassy in Israel. -->Chad reopened its embassy in Israel.",
    ] {
        assert!(
            html(page)
                .report
                .text
                .contains("Chad reopened its embassy in Israel."),
            "{page}"
        );
    }
}

#[test]
fn nesting_of_any_depth_and_repetition_of_any_kind_end_in_time() {
    let started = std::time::Instant::now();
    for (part, times) in [
        ("<div>", 400_000),
        ("<article>", 200_000),
        ("<b><p>", 200_000),
        ("</p>", 400_000),
        ("&amp", 400_000),
        ("<a <", 400_000),
        ("<li><a href=x>", 200_000),
    ] {
        let page = format!(
            "{}<p>Chad reopened its embassy in Israel.</p>",
            part.repeat(times)
        );
        html(&page);
    }
    assert!(
        started.elapsed().as_secs() < 60,
        "took {:?}",
        started.elapsed()
    );
}

#[test]
fn a_page_without_text_gives_an_empty_text() {
    for page in [
        "",
        "<html></html>",
        "<script>x",
        "<p> </p>",
        "<title>Only a title</title>",
    ] {
        assert_eq!(html(page).report.text, "");
    }
}
