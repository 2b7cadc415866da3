//! Which of the words that can be verbs are.

use super::words::NOUNS_IN_S;
use super::*;

/// Decides which of the words that can be verbs are.
pub(super) fn tag_verbs(toks: &mut [Tok], mentions: &[Mention]) {
    for i in 0..toks.len().saturating_sub(1) {
        if toks[i].lower == "no" && toks[i + 1].lower == "longer" {
            toks[i].tag = Tag::Not;
            toks[i + 1].tag = Tag::Adverb;
        }
        let before_time = toks[i + 1].tag == Tag::Date
            || (toks[i + 1].tag == Tag::Prep
                && toks.get(i + 2).is_some_and(|t| t.tag == Tag::Date));
        if matches!(toks[i].lower.as_str(), "late" | "early")
            && before_time
            && i > 0
            && toks[i - 1].tag != Tag::Prep
        {
            toks[i].tag = Tag::Adverb;
        }
        // "has since severed its ties", "has since also expelled"
        let since = toks[i].lower == "since" && i > 0 && toks[i - 1].tag == Tag::Have;
        let done = |tok: Option<&Tok>| tok.is_some_and(|tok| !tok.verbs.is_empty());
        if since && (done(toks.get(i + 1)) || done(toks.get(i + 2))) {
            toks[i].tag = Tag::Adverb;
        }
        // "Jakarta last recalled its ambassador in 2006"
        if toks[i].lower == "last"
            && i > 0
            && toks[i - 1].tag == Tag::Name
            && toks[i + 1].forms() & PAST != 0
        {
            toks[i].tag = Tag::Adverb;
        }
        // "Panama and El Salvador all cut ties"
        let each = matches!(toks[i].lower.as_str(), "all" | "both" | "each");
        if each
            && i > 0
            && matches!(toks[i - 1].tag, Tag::Name | Tag::Noun | Tag::Be | Tag::Have)
            && !toks[i + 1].verbs.is_empty()
        {
            toks[i].tag = Tag::Adverb;
        }
    }
    // "Both countries recalled …", "Both have recalled …"
    if let [both, next, ..] = toks
        && both.lower == "both"
        && both.tag == Tag::Adverb
    {
        let several = matches!(
            next.lower.as_str(),
            "nations" | "countries" | "sides" | "states" | "capitals" | "governments"
        );
        let does = matches!(next.tag, Tag::Have | Tag::Modal) || !next.verbs.is_empty();
        if several {
            both.tag = Tag::Det;
        } else if does {
            both.tag = Tag::Pronoun;
        }
    }
    for i in 1..toks.len().saturating_sub(1) {
        // "an embargo on both nations", "on both India and Pakistan", "recognised both states"
        let several = matches!(
            toks[i + 1].lower.as_str(),
            "nations" | "countries" | "sides" | "states" | "capitals" | "republics" | "regions"
        );
        let behind_preposition = toks[i - 1].tag == Tag::Prep;
        let behind_verb = !toks[i - 1].verbs.is_empty();
        if toks[i].lower == "both"
            && toks[i].tag == Tag::Adverb
            && ((behind_preposition && (several || toks[i + 1].tag == Tag::Name))
                || (behind_verb && several))
        {
            toks[i].tag = Tag::Det;
        }
        // "recognised both on Monday"
        let ends = matches!(
            toks[i + 1].tag,
            Tag::Date | Tag::Prep | Tag::Stop | Tag::Comma | Tag::Sub
        );
        // "the ambassadors of both to leave", "recalled its envoys from both"
        let whole = behind_preposition && (ends || toks[i + 1].lower == "to");
        if toks[i].lower == "both" && toks[i].tag == Tag::Adverb && ((behind_verb && ends) || whole)
        {
            toks[i].tag = Tag::Pronoun;
        }
    }
    for i in 0..toks.len().saturating_sub(1) {
        // "once it has left": a condition
        if toks[i].lower == "once" && matches!(toks[i + 1].tag, Tag::Pronoun | Tag::Name | Tag::Det)
        {
            toks[i].tag = Tag::Sub;
        }
    }
    for i in 0..toks.len() {
        if toks[i].lower == "to" && toks[i].tag == Tag::Prep {
            let next =
                (i + 1..toks.len()).find(|&k| !matches!(toks[k].tag, Tag::Adverb | Tag::Not));
            let verb = next.is_some_and(|k| {
                toks[k].forms() & BASE != 0
                    || matches!(toks[k].lower.as_str(), "be" | "have" | "do")
            });
            let ties = i > 0 && matches!(toks[i - 1].lower.as_str(), "due" | "according" | "close");
            if verb && !ties {
                toks[i].tag = Tag::To;
            }
        }
    }
    for i in 0..toks.len() {
        if toks[i].verbs.is_empty() && toks[i].tag == Tag::Noun && toks[i].office.is_none() {
            // whatever follows "will" or "does not" is a verb, known or not
            let prev = (0..i)
                .rev()
                .find(|&k| !matches!(toks[k].tag, Tag::Adverb | Tag::Not));
            if prev.is_some_and(|k| matches!(toks[k].tag, Tag::Modal | Tag::Do)) {
                toks[i].verbs = UNKNOWN_BASE;
                toks[i].tag = Tag::Verb;
            }
        }
        if toks[i].verbs.is_empty() || toks[i].tag != Tag::Noun {
            continue;
        }
        if is_verb(toks, i, mentions) {
            toks[i].tag = Tag::Verb;
        }
    }
}

pub(super) fn is_verb(toks: &[Tok], i: usize, mentions: &[Mention]) -> bool {
    let forms = toks[i].forms();
    // "recognised as independent states Moldova and Georgia"
    if toks[i].lower == "states"
        && i > 0
        && matches!(
            toks[i - 1].lower.as_str(),
            "independent" | "sovereign" | "new" | "member" | "both"
        )
    {
        return false;
    }
    let prev = (0..i)
        .rev()
        .find(|&k| !matches!(toks[k].tag, Tag::Adverb | Tag::Not));
    let prev_tag = prev.map(|k| toks[k].tag);
    let next_tag = toks.get(i + 1).map(|t| t.tag);
    let adjective = |k: usize| {
        toks[k]
            .mention
            .is_some_and(|m| mentions[m].usage == NameUse::Adjective)
    };
    let in_phrase = matches!(
        prev_tag,
        Some(Tag::Det | Tag::Possessive | Tag::Mark | Tag::Number)
    );
    // "This reverses the decision": the pronoun
    if forms & THIRD != 0
        && prev.is_some_and(|k| k + 1 == i && matches!(toks[k].lower.as_str(), "this" | "it"))
        && matches!(
            next_tag,
            Some(Tag::Det | Tag::Possessive | Tag::Name | Tag::That | Tag::To)
        )
    {
        return true;
    }
    if toks[i].office.is_some()
        && !toks[i].lower.ends_with("ed")
        && forms & (PAST | PARTICIPLE) == 0
        && prev_tag != Some(Tag::To)
        && prev_tag != Some(Tag::Modal)
    {
        return false;
    }
    // "a Kremlin decree published on Saturday"
    if forms & (PAST | PARTICIPLE) == 0
        && i > 1
        && toks[i - 1].tag == Tag::Name
        && matches!(toks[i - 2].lower.as_str(), "a" | "an")
    {
        return false;
    }
    // "demanded that India break off relations"
    if forms & BASE != 0
        && matches!(prev_tag, Some(Tag::Name | Tag::Noun | Tag::Pronoun))
        && toks
            .get(i + 1)
            .is_some_and(|t| matches!(t.lower.as_str(), "off" | "out"))
        && matches!(
            toks.get(i + 2).map(|t| t.tag),
            Some(Tag::Det | Tag::Possessive | Tag::Name | Tag::Noun)
        )
    {
        return true;
    }
    if forms & ING != 0 {
        // "imposed sweeping sanctions", "lifted the remaining curbs"
        if next_tag == Some(Tag::Noun)
            && matches!(
                toks[i].lower.as_str(),
                "sweeping"
                    | "remaining"
                    | "existing"
                    | "outstanding"
                    | "crippling"
                    | "binding"
                    | "lasting"
            )
        {
            return false;
        }
        if in_phrase || toks.get(i + 1).is_some_and(|t| t.lower == "of") {
            return false;
        }
        return !(matches!(prev_tag, Some(Tag::Noun | Tag::Number))
            && matches!(next_tag, Some(Tag::Noun) | None | Some(Tag::Stop))
            && toks[i].lower == "meeting");
    }
    if matches!(prev_tag, Some(Tag::Be | Tag::Have)) && forms & (PAST | PARTICIPLE) != 0 {
        return true;
    }
    if matches!(prev_tag, Some(Tag::To | Tag::Modal | Tag::Do)) {
        return forms & BASE != 0;
    }
    if forms & (PAST | PARTICIPLE) != 0 && forms & (BASE | THIRD) == 0 {
        let adverb_between = prev.is_some_and(|k| k + 1 < i);
        let before_noun = matches!(next_tag, Some(Tag::Noun | Tag::Name));
        // "of four partly occupied Ukrainian regions"
        let counted = prev.is_some_and(|k| {
            matches!(
                toks[k].lower.as_str(),
                "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten"
            )
        });
        if counted && adverb_between && before_noun && toks[i - 1].lower.ends_with("ly") {
            return false;
        }
        if in_phrase || (prev_tag == Some(Tag::Det) && adverb_between) {
            return !(before_noun || next_tag.is_none_or(|t| matches!(t, Tag::Stop)));
        }
        // "to resume limited operations", "imposing targeted sanctions": a participle between a verb and its object
        if prev_tag == Some(Tag::Verb)
            && next_tag == Some(Tag::Noun)
            && prev.is_some_and(|k| {
                k + 1 == i
                    && (toks[k].forms() & ING != 0
                        || (k > 0 && matches!(toks[k - 1].tag, Tag::To | Tag::Modal)))
                    || matches!(
                        toks[i].lower.as_str(),
                        "limited"
                            | "targeted"
                            | "coordinated"
                            | "expanded"
                            | "increased"
                            | "renewed"
                            | "unprecedented"
                            | "related"
                            | "updated"
                            | "amended"
                            | "proposed"
                            | "mixed"
                            | "continued"
                    )
            })
        {
            return false;
        }
        if prev_tag == Some(Tag::Prep) && before_noun && !adverb_between {
            return !matches!(
                prev.map(|k| toks[k].lower.as_str()),
                Some("of" | "in" | "with" | "for" | "on" | "from" | "against" | "to")
            );
        }
        return true;
    }
    // present, or a verb like "cut" whose forms are one word
    let subject_next = toks
        .get(i + 1)
        .is_some_and(|t| matches!(t.lower.as_str(), "they" | "he" | "she" | "we" | "i"));
    let object_next = matches!(
        next_tag,
        Some(Tag::Det | Tag::Possessive | Tag::Name | Tag::Number | Tag::Pronoun)
    ) && !subject_next;
    let plural_noun = NOUNS_IN_S.contains(&toks[i].lower.as_str());
    match prev_tag {
        Some(Tag::Det | Tag::Possessive | Tag::Mark | Tag::Number | Tag::Prep) => false,
        Some(Tag::Pronoun | Tag::Which) => true,
        Some(Tag::That) => forms & THIRD != 0 && object_next,
        // "Mali breaks ties with Ukraine; Niger follows"
        Some(Tag::Name)
            if toks[i].lower == "follows" && matches!(next_tag, None | Some(Tag::Stop)) =>
        {
            true
        }
        Some(Tag::Name | Tag::Date) => {
            let of_adjective = prev.is_some_and(adjective);
            if plural_noun {
                return object_next && next_tag != Some(Tag::Prep);
            }
            if of_adjective {
                return object_next && forms & (THIRD | PAST) != 0;
            }
            forms & (THIRD | PAST) != 0
                && !matches!(
                    next_tag,
                    None | Some(Tag::Stop | Tag::Verb | Tag::Be | Tag::Have | Tag::Modal)
                )
                || (forms & BASE != 0
                    && matches!(
                        next_tag,
                        Some(
                            Tag::To
                                | Tag::Det
                                | Tag::Possessive
                                | Tag::Name
                                | Tag::Noun
                                | Tag::Number
                        )
                    ))
        }
        Some(Tag::Noun) => {
            let plural = prev.is_some_and(|k| toks[k].lower.ends_with('s'));
            if plural_noun {
                return object_next && !plural;
            }
            // "legal acts lifting …": an adjective before, a gerund after
            let gerund_next = toks.get(i + 1).is_some_and(|t| t.forms() & ING != 0);
            let after_adjective = forms & THIRD != 0
                && prev.is_some_and(|k| {
                    !toks[k].capital
                        && ["al", "ive", "ic", "ous", "ary"]
                            .iter()
                            .any(|end| toks[k].lower.ends_with(end))
                });
            // "a memorandum on sea borders on November 27"
            let compound = prev.is_some_and(|k| {
                k > 0
                    && !toks[k].capital
                    && toks[k - 1].tag == Tag::Prep
                    && toks[k - 1].lower != "of"
                    && forms & THIRD != 0
            });
            // "lifted the trade curbs on": an object of two nouns, but not "said the minister visits"
            let object = prev.is_some_and(|k| {
                let tells = |tok: &Tok| {
                    matches!(
                        tok.lower.as_str(),
                        "said" | "says" | "say" | "saying" | "told" | "added" | "means" | "hopes"
                    )
                };
                k > 1
                    && k + 1 == i
                    && matches!(toks[k - 1].tag, Tag::Det | Tag::Possessive)
                    && toks[k - 2].tag == Tag::Verb
                    && !tells(&toks[k - 2])
                    && forms & THIRD != 0
            });
            if (after_adjective || compound || object) && !object_next {
                return false;
            }
            let next_noun = next_tag == Some(Tag::Noun) && !gerund_next;
            (forms & (THIRD | PAST) != 0
                && (object_next
                    || matches!(
                        next_tag,
                        Some(Tag::To | Tag::That | Tag::Prep | Tag::Adverb)
                    )
                    || next_noun))
                && !(plural && forms & THIRD != 0 && !object_next)
                || (forms & BASE != 0 && plural && (object_next || next_noun))
        }
        Some(Tag::And | Tag::Comma) => {
            if plural_noun {
                return object_next;
            }
            // "asset freezes and travel bans"
            if MODIFIERS.contains(&toks[i].lower.as_str()) && next_tag == Some(Tag::Noun) {
                return false;
            }
            object_next
                || (matches!(next_tag, Some(Tag::Noun | Tag::Adverb | Tag::Prep))
                    && forms & (THIRD | PAST) != 0
                    && !toks[i].lower.ends_with("ts"))
                || (next_tag == Some(Tag::Noun) && prev_tag == Some(Tag::And))
        }
        Some(Tag::Verb) => false,
        None => object_next && forms & (PAST | THIRD) != 0,
        _ => object_next,
    }
}
