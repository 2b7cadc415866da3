use proptest::prelude::*;

use super::tests::{about, denied, told, voices};
use super::*;

/// Claims about one pair: dates of every precision that often collide, a few publishers, now and then a party's own word, a
/// denial, a verdict, or another aspect.
fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let state = prop::sample::select(vec!["established", "severed", "suspended"]);
    let date = prop::sample::select(vec![
        "",
        "2022",
        "2022-06",
        "2022-07",
        "2022-06-01",
        "2022-06-29",
        "2022-07-13",
        "2021-12-31",
        "2023",
    ]);
    let publisher = prop::sample::select(vec!["Atlas", "Borealis", "Corona", "Delta"]);
    let one = (state, date, publisher, 0..12_u8, 1..28_u8).prop_map(claim);
    prop::collection::vec(one, 0..14).prop_map(|claims| {
        let mut seen = BTreeSet::new();
        claims
            .into_iter()
            .filter(|claim| seen.insert(claim.id.clone()))
            .collect()
    })
}

fn claim((state, date, publisher, kind, published): (&str, &str, &str, u8, u8)) -> Claim {
    let mut claim = match kind {
        0 | 1 => denied(state, date, publisher),
        2 => about(
            "representation",
            ("UKR", "PRK"),
            Some("embassy"),
            told("open", date, publisher),
        ),
        3 => about(
            "recognition",
            ("PRK", "UKR"),
            None,
            told("not-recognised", date, publisher),
        ),
        _ => told(state, date, publisher),
    };
    claim.speaker = (kind == 4 || kind == 0).then(|| "UKR".to_owned());
    claim.accepted = kind == 5;
    claim.published = format!("2022-07-{published:02}").parse().ok();
    claim
}

proptest! {
    #[test]
    fn the_order_of_claims_changes_nothing(claims in claims(), seed in any::<u64>()) {
        let mut other = claims.clone();
        let n = other.len().max(1) as u64;
        for i in 0..other.len() {
            other.swap(i, (seed.wrapping_mul(i as u64 + 1) % n) as usize);
        }
        prop_assert_eq!(fold(claims), fold(other));
    }

    #[test]
    fn states_follow_each_other_and_each_ends_where_the_next_begins(claims in claims()) {
        for history in fold(claims) {
            for two in history.lines.windows(2) {
                prop_assert!(two[0].state != two[1].state);
                prop_assert!(two[0].holds_from <= two[1].holds_from);
                prop_assert_eq!(two[0].until, two[1].since);
            }
        }
    }

    #[test]
    fn no_dated_claim_is_lost(claims in claims()) {
        let histories = fold(claims.clone());
        let mut shown = BTreeSet::new();
        for line in histories.iter().flat_map(|h| h.lines.iter().chain(&h.overruled)) {
            shown.extend(line.claims.iter().chain(line.rivals.iter().flat_map(|r| &r.claims)).map(|c| c.id.clone()));
        }
        for claim in claims.iter().filter(|claim| !claim.denies && claim.valid_from.is_some()) {
            prop_assert!(shown.contains(&claim.id), "{:?}", claim);
        }
    }

    #[test]
    fn a_line_holds_only_what_had_begun(claims in claims(), month in 1..13_i8) {
        let on = PartialDate::month(2022, month).unwrap();
        for history in fold(claims) {
            if let Some(line) = history.on(on) {
                prop_assert!(line.holds_from <= on.last_day());
                let later = history.lines.iter().filter(|l| l.holds_from > line.holds_from);
                prop_assert!(later.into_iter().all(|l| l.holds_from > on.last_day()));
            }
        }
    }

    #[test]
    fn a_further_copy_adds_no_voice(n in 1..6_usize) {
        let text = "Relations were broken off on Wednesday, the ministry of foreign affairs wrote in a short note to the press.";
        let signature = crate::Signature::of(text).map(std::sync::Arc::new);
        let copies: Vec<Claim> = (0..n)
            .map(|i| Claim { signature: signature.clone(), ..told("severed", "2022-07-13", &format!("Paper {i}")) })
            .collect();
        prop_assert_eq!(voices(&copies), 1);
    }
}
