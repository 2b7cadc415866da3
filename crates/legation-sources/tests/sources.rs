//! Sources as a person hands them in.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use legation_sources::{Defaults, Problem, SourceError, open};
use legation_text::Report;
use tempfile::TempDir;

/// A folder of files that goes away with the test.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Desk(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

struct Read {
    reports: Vec<Report>,
    errors: Vec<SourceError>,
    warnings: Vec<String>,
}

fn read_with(path: &Path, defaults: &Defaults) -> Read {
    let mut stream = open(path, defaults).unwrap();
    let mut read = Read {
        reports: Vec::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    while let Some(next) = stream.next() {
        match next {
            Ok(report) => read.reports.push(report),
            Err(error) => read.errors.push(error),
        }
        read.warnings.extend(stream.take_warnings());
    }
    read
}

fn read(path: &Path) -> Read {
    read_with(path, &Defaults::default())
}

fn ids(read: &Read) -> Vec<&str> {
    read.reports.iter().map(|r| r.id.as_str()).collect()
}

const NEWS: &str = "date 2022-07-13\n\nUkraine broke off diplomatic relations with North Korea.\n";

#[test]
fn a_folder_gives_its_reports_in_the_order_of_names() {
    let desk = Desk::new();
    desk.put("b.txt", NEWS);
    desk.put("a/2.md.gz", gzip(NEWS.as_bytes()));
    desk.put(
        "a/1.html",
        "<p>Ukraine broke off diplomatic relations with North Korea.</p>",
    );
    desk.put(
        "c.jsonl",
        "{\"id\":\"x\",\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n",
    );
    desk.put(".hidden.txt", NEWS);
    desk.put(".git/config.txt", NEWS);
    desk.put("map.png", "\u{89}PNG");
    let read = read(desk.0.path());
    assert_eq!(ids(&read), ["1", "2", "b", "x", "c-2"]);
    assert!(read.errors.is_empty());
}

#[test]
fn a_folder_without_a_report_and_a_missing_file_are_named_at_once() {
    let desk = Desk::new();
    desk.put("map.png", "x");
    let error = open(desk.0.path(), &Defaults::default()).err().unwrap();
    assert!(matches!(error.problem, Problem::NoReports));
    let error = open(&desk.0.path().join("none.txt"), &Defaults::default())
        .err()
        .unwrap();
    assert!(error.to_string().ends_with(
        "none.txt: no such file or folder; check the spelling and the working directory"
    ));
}

#[test]
fn a_bad_file_is_named_and_the_rest_is_read() {
    let desk = Desk::new();
    desk.put("1-empty.txt", "");
    desk.put("2-pdf.txt", "%PDF-1.4 stuff");
    desk.put(
        "3-page.html",
        "<html><body><script>x</script></body></html>",
    );
    desk.put("4-feed.xml", "<?xml version='1.0'?><rss><channel><item>");
    desk.put("5-good.txt", NEWS);
    let read = read(desk.0.path());
    assert_eq!(ids(&read), ["5-good"]);
    let said: Vec<String> = read.errors.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 4, "{said:?}");
    for (message, (file, what)) in said.iter().zip([
        ("1-empty.txt", "no text"),
        ("2-pdf.txt", "a PDF"),
        ("3-page.html", "no text"),
        ("4-feed.xml", ""),
    ]) {
        assert!(
            message.contains(file) && message.contains(what) && message.contains("; "),
            "{message}"
        );
    }
}

#[test]
fn a_malformed_line_is_named_by_its_number_and_the_rest_is_read() {
    let desk = Desk::new();
    let path = desk.put("w.jsonl", "\u{feff}{\"text\":\"One.\"}\r\n\r\n{\"text\":\r\n{\"id\":\"b\"}\r\n{\"id\":\"b\",\"text\":\"Five.\"}");
    let read = read(&path);
    assert_eq!(ids(&read), ["w-1", "b"]);
    let lines: Vec<_> = read.errors.iter().map(|e| e.line.unwrap()).collect();
    assert_eq!(lines, [3, 4]);
    assert!(read.errors[0].to_string().contains("w.jsonl:3: not JSON"));
}

#[test]
fn json_is_read_as_object_array_and_lines() {
    let desk = Desk::new();
    assert_eq!(
        ids(&read(&desk.put("one.json", "{\n \"text\": \"One.\"\n}"))),
        ["one"]
    );
    assert_eq!(
        ids(&read(&desk.put("flat.json", "{\"text\": \"One.\"}"))),
        ["flat"]
    );
    assert_eq!(
        ids(&read(&desk.put(
            "two.json",
            "[{\"text\":\"One.\"},{\"id\":\"z\",\"text\":\"Two.\"}]"
        ))),
        ["two-1", "z"]
    );
    assert_eq!(
        ids(&read(&desk.put(
            "many.json",
            "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n"
        ))),
        ["many-1", "many-2"]
    );
    let long = format!(
        "{{\"text\":\"{}\",\n\"id\":\"l\"}}",
        "Kyiv said so. ".repeat(2000)
    );
    assert_eq!(ids(&read(&desk.put("long.json", long))), ["l"]);
    let partly = read(&desk.put("partly.json", "[{\"text\":\"One.\"},{\"id\":\"z\"}]"));
    assert_eq!((partly.reports.len(), partly.errors.len()), (1, 1));
    assert!(partly.errors[0].to_string().contains("object 2"));
}

#[test]
fn gzip_of_several_members_is_read_to_its_end() {
    let desk = Desk::new();
    let members = [
        gzip(b"{\"text\":\"One.\"}\n"),
        gzip(b"{\"text\":\"Two.\"}\n"),
    ]
    .concat();
    assert_eq!(ids(&read(&desk.put("m.jsonl.gz", members))), ["m-1", "m-2"]);
}

#[test]
fn of_a_gzip_file_that_is_cut_off_the_part_before_is_given() {
    let desk = Desk::new();
    let lines: String = (0..20_000)
        .map(|i| format!("{{\"text\":\"Report {i} of {}.\"}}\n", i * 7919 % 10007))
        .collect();
    let whole = gzip(lines.as_bytes());
    let cut = read(&desk.put("cut.jsonl.gz", &whole[..whole.len() / 2]));
    assert!(
        cut.reports.len() > 5_000 && cut.errors.len() == 1,
        "{} {:?}",
        cut.reports.len(),
        cut.errors
    );
    assert!(matches!(cut.errors[0].problem, Problem::Damaged(_)));
    assert!(cut.errors[0].to_string().contains("cut.jsonl.gz:"));

    let long: String = (0..20_000)
        .map(|i| format!("Kyiv said so {} times. ", i * 7919 % 10007))
        .collect();
    let whole = gzip(long.as_bytes());
    let cut = read(&desk.put("cut.txt.gz", &whole[..whole.len() / 2]));
    assert_eq!((cut.reports.len(), cut.errors.len()), (1, 1));
    let cut = read(&desk.put("head.txt.gz", &whole[..12]));
    assert_eq!((cut.reports.len(), cut.errors.len()), (0, 1));
}

#[test]
fn what_should_be_known_of_a_report_is_a_warning() {
    let desk = Desk::new();
    let undated = read(&desk.put("u.txt", "Ukraine broke off relations."));
    assert!(undated.warnings[0].contains("u.txt: no date of publication"));
    let damaged = read(&desk.put(
        "d.txt",
        b"date 2022\n\nT\xc3\xbcrkiye and C\xc3\xb4te d'Ivoire \xff broke.",
    ));
    assert!(
        damaged.warnings[0].contains("invalid UTF-8"),
        "{:?}",
        damaged.warnings
    );
    let line = read(&desk.put(
        "l.jsonl",
        b"{\"date\":\"2022\",\"text\":\"K\xffyiv.\"}\n{\"date\":\"once\",\"text\":\"Kyiv.\"}\n",
    ));
    assert!(
        line.warnings[0].contains("l.jsonl:1: invalid UTF-8")
            && line.warnings[1].contains("l.jsonl:2: 'once'"),
        "{:?}",
        line.warnings
    );
    assert!(read(&desk.put("n.txt", NEWS)).warnings.is_empty());
}

#[test]
fn defaults_fill_what_a_report_does_not_say() {
    let desk = Desk::new();
    let defaults = Defaults {
        date: "2022-08".parse().ok(),
        publisher: Some("Atlas".into()),
        language: Some("en".into()),
    };
    let said = read_with(&desk.put("n.txt", NEWS), &defaults);
    assert_eq!(said.reports[0].date.unwrap().to_string(), "2022-07-13");
    let silent = read_with(
        &desk.put("s.txt", "Ukraine broke off relations."),
        &defaults,
    );
    let report = &silent.reports[0];
    assert_eq!(
        (
            report.date.unwrap().to_string().as_str(),
            report.publisher.as_deref()
        ),
        ("2022-08", Some("Atlas"))
    );
    assert!(silent.warnings.is_empty());
}

#[test]
fn utf16_is_read_whatever_is_in_it() {
    let desk = Desk::new();
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    assert_eq!(read(&desk.put("w.txt", wide(NEWS))).reports[0].text, NEWS);
    let lines = read(
        &desk.put(
            "w.jsonl",
            [
                b"\xff\xfe".to_vec(),
                wide("{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n"),
            ]
            .concat(),
        ),
    );
    assert_eq!(ids(&lines), ["w-1", "w-2"]);
}

#[test]
fn the_items_of_a_feed_are_reports() {
    let desk = Desk::new();
    let rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>Atlas Wire</title><language>en</language>\
        <item><title>Ukraine &amp; North Korea</title><link>https://a.example/1</link><guid>g1</guid>\
        <pubDate>Wed, 13 Jul 2022 23:30:00 -0500</pubDate>\
        <description><![CDATA[<p>Ukraine <b>broke off</b> relations.</p><p><a href=x>Read more</a></p>]]></description></item>\
        <item><title>Chad reopens embassy</title></item></channel></rss>";
    let found = read(&desk.put("f.xml", rss));
    let first = &found.reports[0];
    assert_eq!(
        (first.id.as_str(), first.text.as_str()),
        ("g1", "Ukraine broke off relations.")
    );
    assert_eq!(
        (first.title.as_deref(), first.publisher.as_deref()),
        (Some("Ukraine & North Korea"), Some("Atlas Wire"))
    );
    assert_eq!(
        (
            first.date.unwrap().to_string().as_str(),
            first.url.as_deref()
        ),
        ("2022-07-13", Some("https://a.example/1"))
    );
    assert_eq!(found.reports[1].text, "Chad reopens embassy");

    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Ministry</title><id>f</id><updated>2022-07-13T00:00:00Z</updated>\
        <entry><title>Note</title><id>e1</id><updated>2022-06-30T10:00:00Z</updated><content type='html'>&lt;p&gt;Chad recalled its envoy.&lt;/p&gt;</content></entry></feed>";
    let found = read(&desk.put("feed", atom));
    assert_eq!(
        (
            found.reports[0].text.as_str(),
            found.reports[0].date.unwrap().to_string().as_str()
        ),
        ("Chad recalled its envoy.", "2022-06-30")
    );
}

#[test]
fn a_feed_nested_without_end_does_no_harm() {
    let desk = Desk::new();
    for inner in [
        "<a>".repeat(300_000),
        "<item>".repeat(100_000),
        "<content type='xhtml'>".repeat(100_000),
    ] {
        let found = read(&desk.put(
            "deep.xml",
            format!("<rss version='2.0'><channel><item><description>{inner}"),
        ));
        assert!(found.reports.len() + found.errors.len() > 0);
    }
}

#[test]
fn one_line_of_ten_megabytes_is_a_report() {
    let desk = Desk::new();
    let found = read(&desk.put("long.txt", "word ".repeat(2_000_000)));
    assert_eq!(found.reports[0].text.len(), 10_000_000);
    let found = read(&desk.put(
        "long.jsonl",
        format!("{{\"text\":\"{}\"}}", "word ".repeat(2_000_000)),
    ));
    assert_eq!(found.reports[0].text.len(), 10_000_000);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_up_does_not_hold_up_the_walk() {
    let desk = Desk::new();
    desk.put("a/n.txt", NEWS);
    std::os::unix::fs::symlink(desk.0.path(), desk.0.path().join("a/up.txt")).unwrap();
    std::os::unix::fs::symlink(desk.0.path().join("gone"), desk.0.path().join("a/gone.txt"))
        .unwrap();
    let found = read(desk.0.path());
    assert_eq!((ids(&found), found.errors.len()), (vec!["n"], 1));
}
