//! How long pages take.

use legation_text::read::html;

/// Half a second in release; the bound leaves room for a busy machine without optimisation.
#[test]
fn a_page_of_ten_megabytes_is_read_in_time() {
    let row = "<div class=\"row x\"><p>Chad &amp; Israel <a href=\"/e?a=1&b=2\">reopened</a> embassies on Monday, they said.</p></div>\n";
    let page = row.repeat(10_000_000 / row.len());
    let started = std::time::Instant::now();
    let text = html(&page).report.text;
    println!("{} bytes of news after {:?}", text.len(), started.elapsed());
    assert!(text.len() > 4_000_000 && started.elapsed().as_secs() < 60);
}
