use super::*;

/// A claim about diplomatic relations PRK–UKR, told by a publisher's report of its own.
pub(super) fn told(state: &str, date: &str, publisher: &str) -> Claim {
    let relation = RelationKey {
        aspect: "diplomatic".to_owned(),
        from: "PRK".to_owned(),
        to: "UKR".to_owned(),
        object: None,
        ordered: false,
    };
    Claim {
        id: crate::claim_id(&format!("{publisher}/{date}"), &relation, state),
        relation,
        state: state.to_owned(),
        valid_from: (!date.is_empty()).then(|| day(date)),
        by: vec!["UKR".to_owned()],
        speaker: None,
        report: format!("{publisher}/{date}"),
        place: 0,
        publisher: Some(publisher.to_owned()),
        publisher_entity: None,
        published: None,
        learned: "2022-08-01T00:00:00Z".to_owned(),
        denies: false,
        implied: false,
        accepted: false,
        agency: None,
        signature: None,
        row: 0,
        event_row: 0,
    }
}

fn day(text: &str) -> PartialDate {
    text.parse().unwrap()
}

/// Who tells these claims, each report once.
fn voices_of<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> Vec<Voice> {
    let mut seen = BTreeSet::new();
    claims
        .into_iter()
        .filter(|claim| seen.insert(&claim.report))
        .map(Claim::voice)
        .collect()
}

pub(super) fn voices<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> usize {
    crate::voices::counted(&voices_of(claims)).voices
}

fn publishers<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> usize {
    crate::voices::counted(&voices_of(claims)).publishers
}

fn lines(claims: Vec<Claim>) -> Vec<Line> {
    fold(claims)
        .into_iter()
        .flat_map(|history| history.lines)
        .collect()
}

/// `state since..until (number of claims)` of each line, and `!` where it is disputed.
fn written(claims: Vec<Claim>) -> Vec<String> {
    let date = |d: Option<PartialDate>| d.map_or_else(|| "?".to_owned(), |d| d.to_string());
    let mark = |line: &Line| if line.is_disputed() { "!" } else { "" };
    lines(claims)
        .iter()
        .map(|l| {
            format!(
                "{}{} {}..{} ({})",
                l.state,
                mark(l),
                date(l.since),
                date(l.until),
                l.claims.len()
            )
        })
        .collect()
}

#[test]
fn the_same_told_by_many_is_one_line_with_many_claims() {
    let claims = vec![
        told("severed", "2022-07-13", "Atlas"),
        told("severed", "2022-07-13", "Borealis"),
    ];
    assert_eq!(written(claims), ["severed 2022-07-13..? (2)"]);
}

#[test]
fn in_july_and_13_july_agree_and_the_day_is_kept() {
    let claims = vec![
        told("severed", "2022-07", "Atlas"),
        told("severed", "2022-07-13", "Borealis"),
    ];
    assert_eq!(written(claims), ["severed 2022-07-13..? (2)"]);
}

#[test]
fn a_later_valid_time_wins_and_ends_what_was_before() {
    let claims = vec![
        told("established", "2023-04-06", "Atlas"),
        told("severed", "2016-01-03", "Atlas"),
    ];
    assert_eq!(
        written(claims),
        [
            "severed 2016-01-03..2023-04-06 (1)",
            "established 2023-04-06..? (1)"
        ]
    );
}

#[test]
fn a_state_told_anew_goes_on_unbroken_since_its_first_telling() {
    let claims = vec![
        told("established", "1992-01-30", "Atlas"),
        told("established", "2001-05-04", "Atlas"),
        told("severed", "2009-02-01", "Atlas"),
        told("established", "2012-07-09", "Atlas"),
    ];
    let expected = [
        "established 1992-01-30..2009-02-01 (2)",
        "severed 2009-02-01..2012-07-09 (1)",
        "established 2012-07-09..? (1)",
    ];
    assert_eq!(written(claims), expected);
}

#[test]
fn a_vague_telling_between_two_states_does_not_break_the_later_one() {
    let claims = vec![
        told("severed", "2022-06", "Atlas"),
        told("established", "2022-06-29", "Borealis"),
    ];
    assert_eq!(
        written(claims),
        [
            "severed 2022-06..2022-06-29 (1)",
            "established 2022-06-29..? (1)"
        ]
    );
}

#[test]
fn at_the_same_time_more_independent_publishers_win_and_both_are_shown() {
    let claims = vec![
        told("suspended", "2022-07-13", "Atlas"),
        told("severed", "2022-07-13", "Borealis"),
        told("severed", "2022-07-13", "Corona"),
    ];
    let lines = lines(claims);
    assert_eq!((lines.len(), lines[0].state.as_str()), (1, "severed"));
    assert_eq!(lines[0].rivals[0].state, "suspended");
}

#[test]
fn one_publisher_writing_twice_is_one_voice() {
    let mut again = told("suspended", "2022-07-13", "Atlas");
    again.report = "Atlas/evening".to_owned();
    assert_eq!(
        voices(&[told("suspended", "2022-07-13", "ATLAS"), again]),
        1
    );
}

#[test]
fn the_word_of_a_party_outweighs_many_reports_about_it() {
    let mut own = told("suspended", "2022-07-13", "Atlas");
    own.speaker = Some("UKR".to_owned());
    let others = ["Borealis", "Corona", "Delta"].map(|name| told("severed", "2022-07-13", name));
    let lines = lines(std::iter::once(own).chain(others).collect());
    assert_eq!(lines[0].state, "suspended");
    assert!(lines[0].is_disputed());
}

#[test]
fn of_a_recognition_only_the_recogniser_speaks_for_itself() {
    let mut claim = told("recognised", "2022-07-13", "Atlas");
    claim.relation = RelationKey {
        aspect: "recognition".to_owned(),
        from: "PRK".to_owned(),
        to: "DNR".to_owned(),
        object: None,
        ordered: true,
    };
    claim.publisher_entity = Some("DNR".to_owned());
    assert!(!claim.is_own_word());
    claim.publisher_entity = Some("PRK".to_owned());
    assert!(claim.is_own_word());
}

#[test]
fn two_states_of_one_day_in_one_report_follow_its_text() {
    let mut first = told("recalled", "2021-09-17", "Atlas");
    let mut second = told("chargé", "2021-09-17", "Atlas");
    (first.place, second.place) = (10, 90);
    assert_eq!(
        written(vec![second, first]),
        [
            "recalled 2021-09-17..2021-09-17 (1)",
            "chargé 2021-09-17..? (1)"
        ]
    );
}

#[test]
fn an_undated_claim_supports_the_line_that_held_when_it_was_published() {
    let mut undated = told("severed", "", "Atlas");
    undated.published = Some(day("2022-07-20"));
    let claims = vec![undated, told("severed", "2022-07-13", "Borealis")];
    assert_eq!(written(claims), ["severed 2022-07-13..? (2)"]);
}

#[test]
fn an_undated_claim_alone_makes_a_line_of_unknown_beginning() {
    let mut undated = told("in-force", "", "Atlas");
    undated.published = Some(day("2022-07"));
    let history = fold(vec![undated, told("lifted", "2023-01-01", "Atlas")]).remove(0);
    assert_eq!(history.lines[0].since, None);
    assert_eq!(history.lines[0].until, Some(day("2023-01-01")));
    assert_eq!(
        history.on(day("2022-12-31")).map(|l| l.state.as_str()),
        Some("in-force")
    );
    assert!(
        history.on(day("2022-06-30")).is_none(),
        "nothing tells that it was so before the report"
    );
}

#[test]
fn a_state_told_undated_before_it_is_dated_ends_the_one_before_on_that_date() {
    let undated = |state: &str, published: &str, publisher: &str| Claim {
        published: Some(day(published)),
        ..told(state, "", publisher)
    };
    let claims = vec![
        undated("severed", "2022-07-01", "Atlas"),
        undated("suspended", "2022-07-05", "Borealis"),
        told("suspended", "2022-07-13", "Corona"),
    ];
    assert_eq!(
        written(claims),
        ["severed ?..2022-07-13 (1)", "suspended 2022-07-13..? (2)"]
    );
}

#[test]
fn an_undated_claim_against_a_dated_line_moves_nothing() {
    let mut undated = told("established", "", "Atlas");
    undated.published = Some(day("2022-07-20"));
    let claims = vec![undated, told("severed", "2022-07-13", "Borealis")];
    assert_eq!(written(claims), ["severed 2022-07-13..? (1)"]);
}

#[test]
fn on_a_date_the_last_line_that_had_begun_holds() {
    let claims = vec![
        told("severed", "2016-01-03", "Atlas"),
        told("established", "2023-03-10", "Atlas"),
    ];
    let history = fold(claims).remove(0);
    let state = |on: &str| history.on(day(on)).map(|line| line.state.clone());
    assert_eq!(state("2016-01-02"), None);
    assert_eq!(state("2016-01-03").as_deref(), Some("severed"));
    assert_eq!(state("2023-03").as_deref(), Some("established"));
}

#[test]
fn the_order_in_which_claims_were_learned_changes_nothing() {
    let mut undated = told("severed", "", "Delta");
    undated.published = Some(day("2022-07-20"));
    let claims = vec![
        told("established", "1992", "Atlas"),
        told("severed", "2022-07-13", "Atlas"),
        told("suspended", "2022-07-13", "Borealis"),
        told("severed", "2022-07", "Corona"),
        undated,
    ];
    let expected = fold(claims.clone());
    let mut order: Vec<usize> = (0..claims.len()).collect();
    for round in 0..120 {
        let n = order.len();
        order.swap(round % n, (round * 7 + 3) % n);
        assert_eq!(
            fold(order.iter().map(|&i| claims[i].clone()).collect()),
            expected
        );
    }
}

/// A claim that it was not so.
pub(super) fn denied(state: &str, date: &str, publisher: &str) -> Claim {
    Claim {
        denies: true,
        id: format!("denial-{publisher}-{date}"),
        ..told(state, date, publisher)
    }
}

/// The same claim about another relation of the two.
pub(super) fn about(
    aspect: &str,
    (from, to): (&str, &str),
    object: Option<&str>,
    claim: Claim,
) -> Claim {
    let relation = RelationKey {
        aspect: aspect.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        object: object.map(str::to_owned),
        ordered: true,
    };
    Claim {
        id: crate::claim_id(&claim.id, &relation, &claim.state),
        relation,
        ..claim
    }
}

#[test]
fn a_denial_by_a_paper_makes_the_line_disputed_and_more_voices_keep_it() {
    let claims = vec![
        told("severed", "2022-07-13", "Atlas"),
        told("severed", "2022-07-13", "Borealis"),
        denied("severed", "2022-07-14", "Corona"),
    ];
    assert_eq!(written(claims), ["severed! 2022-07-13..? (2)"]);
}

#[test]
fn a_denial_by_the_party_itself_overrules_what_papers_say() {
    let mut denial = denied("severed", "2022-07-14", "Corona");
    denial.speaker = Some("UKR".to_owned());
    let claims = vec![
        told("established", "1992-01-09", "Atlas"),
        told("severed", "2022-07-13", "Atlas"),
        told("severed", "2022-07-13", "Borealis"),
        denial,
    ];
    let history = fold(claims).remove(0);
    let holding = history.on(day("2022-08")).unwrap();
    assert_eq!(
        (holding.state.as_str(), holding.until),
        ("established", None)
    );
    let shown: Vec<&Line> = history.overruled_on(day("2022-08")).collect();
    assert_eq!(
        (shown.len(), shown[0].state.as_str(), shown[0].denials.len()),
        (1, "severed", 1)
    );
    assert_eq!(history.overruled_on(day("2022-07-12")).count(), 0);
}

#[test]
fn the_word_of_a_party_stands_against_a_denial_by_others() {
    let mut own = told("severed", "2022-07-13", "Atlas");
    own.speaker = Some("UKR".to_owned());
    let denials = ["Borealis", "Corona"].map(|name| denied("severed", "2022-07-14", name));
    let claims = std::iter::once(own).chain(denials).collect();
    assert_eq!(written(claims), ["severed! 2022-07-13..? (1)"]);
}

#[test]
fn a_denial_before_the_act_is_borne_out_and_contradicts_nothing() {
    let mut before = denied("severed", "", "Atlas");
    before.published = Some(day("2022-07-10"));
    let claims = vec![before, told("severed", "2022-07-13", "Borealis")];
    assert_eq!(written(claims), ["severed 2022-07-13..? (1)"]);
}

#[test]
fn severed_in_july_and_not_severed_on_10_july_agree() {
    let claims = vec![
        denied("severed", "2022-07-10", "Atlas"),
        told("severed", "2022-07", "Borealis"),
    ];
    assert_eq!(written(claims), ["severed 2022-07..? (1)"]);
    let mut told_before = told("severed", "2022-07", "Borealis");
    told_before.published = Some(day("2022-07-09"));
    let claims = vec![denied("severed", "2022-07-10", "Atlas"), told_before];
    assert_eq!(
        lines(claims.clone()).len() + fold(claims)[0].overruled.len(),
        1
    );
}

#[test]
fn a_denial_after_the_state_has_ended_contradicts_nothing() {
    let claims = vec![
        told("severed", "2016-01-03", "Atlas"),
        told("established", "2023-03-10", "Atlas"),
        denied("severed", "2023-04-01", "Borealis"),
    ];
    assert_eq!(
        written(claims),
        [
            "severed 2016-01-03..2023-03-10 (1)",
            "established 2023-03-10..? (1)"
        ]
    );
}

#[test]
fn a_claim_that_a_reviewer_accepted_goes_over_the_word_of_a_party() {
    let mut accepted = told("suspended", "2022-07-13", "Atlas");
    accepted.accepted = true;
    let mut own = told("severed", "2022-07-13", "Borealis");
    own.speaker = Some("UKR".to_owned());
    assert_eq!(lines(vec![own, accepted])[0].state, "suspended");
}

#[test]
fn copies_of_one_text_are_one_voice_and_lose_against_two() {
    let copy = "Relations between the two countries were suspended on Wednesday, a spokesman told this agency by \
                telephone from the capital.";
    let signature = crate::Signature::of(copy).map(std::sync::Arc::new);
    let copies = ["Atlas", "Borealis", "Corona"].map(|name| Claim {
        signature: signature.clone(),
        ..told("suspended", "2022-07-13", name)
    });
    assert_eq!(voices(&copies), 1);
    assert_eq!(publishers(&copies), 3);
    let others = ["Delta", "Echo"].map(|name| told("severed", "2022-07-13", name));
    let lines = lines(copies.into_iter().chain(others).collect());
    assert_eq!(
        (lines[0].state.as_str(), lines[0].is_disputed()),
        ("severed", true)
    );
}

#[test]
fn papers_that_carry_one_agency_are_one_voice_with_it() {
    let carried = ["Atlas", "Borealis"].map(|name| Claim {
        agency: Some("Harbour Wire".to_owned()),
        ..told("severed", "2022-07-13", name)
    });
    let own = told("severed", "2022-07-13", "HARBOUR WIRE");
    assert_eq!(voices(carried.iter().chain([&own])), 1);
}

#[test]
fn what_was_undone_is_reversed_in_every_aspect() {
    let reversals = [
        ("recognition", "recognised", "withdrawn"),
        ("representation", "closed", "open"),
        ("representation", "recalled", "in-place"),
        ("sanctions", "in-force", "lifted"),
        ("membership", "suspended", "member"),
        ("treaty", "in-force", "withdrawn"),
    ];
    for (aspect, first, then) in reversals {
        let sides = ("PRK", "UKR");
        let claims = vec![
            about(aspect, sides, None, told(then, "2023-03-10", "Atlas")),
            about(aspect, sides, None, told(first, "2016-01-03", "Atlas")),
        ];
        let expected = [
            format!("{first} 2016-01-03..2023-03-10 (1)"),
            format!("{then} 2023-03-10..? (1)"),
        ];
        assert_eq!(written(claims), expected, "{aspect}");
    }
}

#[test]
fn severing_diplomatic_relations_ends_representation_and_leaves_consulates() {
    let embassy = |date| {
        let open = told("open", date, "Atlas");
        about("representation", ("PRK", "UKR"), Some("embassy"), open)
    };
    let consulate = told("open", "1999", "Atlas");
    let claims = vec![
        embassy("1998"),
        about(
            "representation",
            ("PRK", "UKR"),
            Some("consulate"),
            consulate,
        ),
        told("severed", "2022-07-13", "Borealis"),
        embassy("2024-02-01"),
    ];
    let histories = fold(claims);
    let of = |object: &str| {
        let history = histories
            .iter()
            .find(|h| h.relation.object.as_deref() == Some(object))
            .unwrap();
        let states = history
            .lines
            .iter()
            .map(|l| (l.state.as_str(), l.is_implied()));
        states.collect::<Vec<_>>()
    };
    assert_eq!(
        of("embassy"),
        [("open", false), ("closed", true), ("open", false)]
    );
    assert_eq!(of("consulate"), [("open", false)]);
    assert_eq!(
        histories.len(),
        3,
        "nothing is implied for what no report speaks of"
    );
}

#[test]
fn suspended_or_downgraded_relations_close_no_embassy() {
    for state in ["suspended", "downgraded"] {
        let open = told("open", "1998", "Atlas");
        let claims = vec![
            about("representation", ("UKR", "PRK"), Some("embassy"), open),
            told(state, "2022-07-13", "Borealis"),
        ];
        assert_eq!(
            written(claims).last().unwrap(),
            "open 1998..? (1)",
            "{state}"
        );
    }
}

#[test]
fn what_a_report_says_of_an_embassy_goes_before_what_is_implied() {
    let stays = told("open", "2022-07-13", "Atlas");
    let claims = vec![
        about("representation", ("UKR", "PRK"), Some("embassy"), stays),
        told("severed", "2022-07-13", "Borealis"),
    ];
    assert_eq!(written(claims).last().unwrap(), "open 2022-07-13..? (1)");
}

#[test]
fn relations_are_of_those_who_recognise_each_other_and_breaking_them_takes_nothing_back() {
    let refused = told("not-recognised", "2009", "Atlas");
    let claims = vec![
        about("recognition", ("UKR", "PRK"), None, refused),
        told("established", "2012-05-01", "Atlas"),
        told("severed", "2022-07-13", "Atlas"),
    ];
    let expected = [
        "established 2012-05-01..2022-07-13 (1)",
        "severed 2022-07-13..? (1)",
        "not-recognised 2009..2012-05-01 (1)",
        "recognised 2012-05-01..? (1)",
    ];
    assert_eq!(written(claims), expected);
}

#[test]
fn joining_makes_a_member_and_applying_does_not() {
    let codebook = legation_coder::Codebook::built_in().unwrap();
    let (who, what) = (vec!["FIN".to_owned()], vec!["NAT".to_owned()]);
    let state = |act: &str| {
        codebook
            .effect(act, &who, &[], &what)
            .map(|e| (e.aspect, e.state))
    };
    let membership = |state: &str| Some(("membership".to_owned(), state.to_owned()));
    assert_eq!(state("join-member"), membership("member"));
    assert_eq!(state("apply-member"), membership("applicant"));
}
