//! Who joined and left what, where the sentence does not name the organisation.

mod said;

use said::says;

#[test]
fn who_joined_joined_what_the_report_told_of() {
    says(&[
        (
            "Zimbabwe applied for membership of the Commonwealth in May 2018. South Africa withdrew in 1961 and rejoined in 1994. Gabon, which joined in June 2022, is its newest member.",
            &[
                "apply-member ZWE>[CWN] 2018-05 historical",
                "leave-member ZAF>[CWN] 1961 historical",
                "join-member ZAF>[CWN] 1994 historical",
                "join-member GAB>[CWN] 2022-06 historical",
            ],
        ),
        (
            "Qatar quit OPEC in January 2019. Indonesia suspended its membership in November 2016, Gabon rejoined that July.",
            &[
                "leave-member QAT>[OPC] 2019-01 historical",
                "join-member GAB>[OPC] 2016-07 historical",
            ],
        ),
    ]);
}

#[test]
fn who_is_admitted_or_suspended_is_so_by_that_organisation() {
    says(&[(
        "Venezuela will leave the Organization of American States, its foreign minister said on Tuesday. Cuba was suspended in 1962.",
        &[
            "leave-member VEN>[OAS] - future",
            "suspend-member OAS>CUB[] 1962 historical",
        ],
    )]);
}

#[test]
fn people_who_leave_and_states_that_leave_for_somewhere_leave_no_organisation() {
    says(&[
        (
            "Morocco joined the African Union in January 2017. President Mohamed Ould Ghazouani left in 2018. Chad's delegation left on Tuesday.",
            &["join-member MAR>[AFU] 2017-01 historical"],
        ),
        (
            "Morocco joined the African Union in January 2017. Algeria withdrew in 1975 from the border. Honduras was suspended for two years after a coup.",
            &["join-member MAR>[AFU] 2017-01 historical"],
        ),
    ]);
}

#[test]
fn a_member_since_then_joined_then() {
    says(&[
        (
            "Poland has been a member of NATO since 1999.",
            &["join-member POL>[NAT] 1999 historical"],
        ),
        (
            "Georgia has not been a member of the Commonwealth of Independent States since August 2009.",
            &["leave-member GEO>[CIS] 2009-08 historical"],
        ),
        ("Poland is a member of NATO.", &[]),
    ]);
}

#[test]
fn membership_reinstated_is_membership() {
    says(&[(
        "The Arab League voted on Sunday to reinstate Syria's membership.",
        &["join-member SYR>[ARL] 2024-08-04 asserted"],
    )]);
}

#[test]
fn an_organ_is_not_the_organisation() {
    says(&[(
        "On July 20 Moldova pulled out of the CIS Interparliamentary Assembly.",
        &[],
    )]);
}
