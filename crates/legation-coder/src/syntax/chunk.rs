//! From tagged words to noun phrases, verb groups and what stands between them.

use super::*;

impl Structure<'_> {
    pub(super) fn chunk(&mut self, grammar: &Grammar, mentions: &[Mention]) {
        let mut i = 0;
        while i < self.toks.len() {
            let at = self.chunks.len();
            let (kind, last) = match self.toks[i].tag {
                Tag::To | Tag::Modal | Tag::Be | Tag::Have | Tag::Do | Tag::Verb => {
                    let vg = self.verb_group(i, at, grammar);
                    let last = vg.last;
                    self.vgs.push(vg);
                    (Kind::Vg(self.vgs.len() - 1), last)
                }
                Tag::Det | Tag::Possessive | Tag::Pronoun | Tag::Noun | Tag::Name | Tag::Number => {
                    let np = self.noun_phrase(i, at, mentions);
                    let last = np.last;
                    self.nps.push(np);
                    (Kind::Np(self.nps.len() - 1), last)
                }
                Tag::Prep => match self.dated_phrase(i) {
                    Some(last) => (Kind::Date, last),
                    None => (Kind::Prep, i),
                },
                Tag::And => (Kind::And, i),
                Tag::Comma => (Kind::Comma, i),
                Tag::Stop => (Kind::Stop, i),
                Tag::Which => (Kind::Which, i),
                Tag::That => {
                    // "that country": a determiner where a noun follows and no clause can
                    (Kind::That, i)
                }
                Tag::Sub => (Kind::Sub, i),
                Tag::Not | Tag::Adverb => (Kind::Adverb, i),
                Tag::Date => (Kind::Date, i),
                Tag::Mark => (Kind::Mark, i),
            };
            self.chunks.push(Chunk {
                kind,
                first: i,
                last,
            });
            i = last + 1;
        }
    }

    /// Whether the state named at `k` is the subject of what follows, and no neighbour or ally of the noun before it.
    fn begins_clause_after(&self, first: usize, k: usize, mentions: &[Mention]) -> bool {
        let state = self.toks[k]
            .mention
            .is_some_and(|m| mentions[m].usage != NameUse::Adjective);
        let opens = (0..first.saturating_sub(1))
            .all(|b| matches!(self.toks[b].tag, Tag::Adverb | Tag::And | Tag::Comma));
        let relation = matches!(
            self.toks[k - 1].lower.as_str(),
            "neighbour"
                | "neighbor"
                | "ally"
                | "rival"
                | "foe"
                | "enemy"
                | "partner"
                | "member"
                | "state"
                | "country"
                | "nation"
                | "republic"
                | "kingdom"
                | "island"
                | "giant"
                | "power"
                | "capital"
                | "city"
                | "territory"
                | "region"
                | "province"
                | "newcomer"
                | "host"
        );
        state && opens && !relation && self.toks[k - 1].office.is_none()
    }

    /// "on Monday", "in late March": a preposition and the time after it.
    pub(super) fn dated_phrase(&self, i: usize) -> Option<usize> {
        if !matches!(
            self.toks[i].lower.as_str(),
            "on" | "in"
                | "at"
                | "since"
                | "by"
                | "until"
                | "till"
                | "during"
                | "from"
                | "before"
                | "after"
                | "as"
                | "for"
        ) {
            return None;
        }
        let early = usize::from(self.toks.get(i + 1).is_some_and(|t| {
            matches!(
                t.lower.as_str(),
                "late" | "early" | "mid" | "around" | "about"
            )
        }));
        self.toks
            .get(i + 1 + early)
            .filter(|t| t.tag == Tag::Date)
            .map(|_| i + 1 + early)
    }

    pub(super) fn noun_phrase(&self, first: usize, chunk: usize, mentions: &[Mention]) -> Np {
        let tag = |k: usize| self.toks.get(k).map(|t| t.tag);
        let modifier = |k: usize| {
            self.toks.get(k).is_some_and(|t| {
                // "in New Delhi, Moroccan officials said": "new" of a name is none
                (t.mention.is_none() && MODIFIERS.contains(&t.lower.as_str()))
                    || t.mention
                        .is_some_and(|m| mentions[m].usage == NameUse::Adjective)
            })
        };
        let pronoun_owner = self.toks[first].tag == Tag::Possessive;
        let mut owner = None;
        let mut last = first;
        let neither = self.toks[first].lower == "neither" && tag(first + 1) == Some(Tag::Noun);
        if self.toks[first].tag == Tag::Pronoun && !neither {
            return Np {
                first,
                last,
                chunk,
                owner,
                pronoun_owner,
            };
        }
        let mut k = first + 1;
        while k < self.toks.len() {
            match self.toks[k].tag {
                Tag::Noun
                    if matches!(
                        self.toks[k].lower.as_str(),
                        "persona" | "personae" | "personas"
                    ) =>
                {
                    break;
                }
                // "in Honduras less than three months later"
                _ if k > first
                    && matches!(self.toks[k].lower.as_str(), "less" | "more" | "fewer")
                    && self.toks.get(k + 1).is_some_and(|t| t.lower == "than") =>
                {
                    break;
                }
                // "in the country five days to leave"
                Tag::Noun
                    if k > first
                        && matches!(
                            self.toks[k].lower.as_str(),
                            "two"
                                | "three"
                                | "four"
                                | "five"
                                | "six"
                                | "seven"
                                | "ten"
                                | "fourteen"
                        )
                        && self.toks.get(k + 1).is_some_and(|t| {
                            matches!(t.lower.as_str(), "hours" | "days" | "weeks")
                        })
                        && self.toks[k - 1].tag == Tag::Noun =>
                {
                    break;
                }
                // "gave the diplomats 72 hours": a number after a common noun begins a phrase of its own
                Tag::Number
                    if self.toks[k - 1].tag == Tag::Noun
                        && (!self.toks[k - 1].capital
                            || self.toks.get(k + 1).is_some_and(|t| {
                                matches!(t.lower.as_str(), "hours" | "days" | "weeks")
                            })) =>
                {
                    break;
                }
                // "extended by a year sanctions on Russia"
                Tag::Noun
                    if first > 0
                        && self.toks[first - 1].lower == "by"
                        && matches!(
                            self.toks[k - 1].lower.as_str(),
                            "year" | "years" | "month" | "months" | "weeks" | "week"
                        ) =>
                {
                    break;
                }
                // "withdraw from the Rome Statute weeks after …"
                Tag::Noun
                    if matches!(
                        self.toks[k].lower.as_str(),
                        "weeks" | "days" | "months" | "years" | "hours" | "minutes"
                    ) && self.toks.get(k + 1).is_some_and(|t| {
                        matches!(
                            t.lower.as_str(),
                            "after" | "before" | "later" | "earlier" | "ago"
                        )
                    }) =>
                {
                    break;
                }
                // "the ambassador to Belarus Razmik Khumaryan": the name ends the phrase
                Tag::Noun
                    if k == first + 1
                        && self.toks[first].tag == Tag::Name
                        && self.toks[k].capital
                        && self.toks[k].office.is_none()
                        && first > 1
                        && matches!(self.toks[first - 1].lower.as_str(), "to" | "in")
                        && ["ambassador", "envoy", "commissioner", "consul"]
                            .iter()
                            .any(|w| self.toks[first - 2].lower.contains(w)) =>
                {
                    break;
                }
                // "recognised as independent states Moldova and Georgia"
                Tag::Name
                    if self.toks[k - 1].lower == "states"
                        && first > 0
                        && self.toks[first - 1].lower == "as" =>
                {
                    break;
                }
                // "by the same document Tuvalu revokes": the name begins the clause
                Tag::Name
                    if first > 0
                        && self.toks[first - 1].tag == Tag::Prep
                        && self.toks[k - 1].tag == Tag::Noun
                        && !self.toks[k - 1].capital
                        && matches!(
                            tag(k + 1),
                            Some(Tag::Verb | Tag::Have | Tag::Be | Tag::Modal)
                        )
                        && self.begins_clause_after(first, k, mentions) =>
                {
                    break;
                }
                Tag::Noun | Tag::Name | Tag::Number => last = k,
                Tag::Possessive if self.toks[k - 1].tag == Tag::Det => last = k,
                // "the 1987 Intermediate-Range Nuclear Forces Treaty"
                Tag::Date
                    if k == first + 1
                        && matches!(self.toks[first].tag, Tag::Det | Tag::Possessive)
                        && self.toks[k].lower.len() == 4
                        && self.toks[k].lower.bytes().all(|b| b.is_ascii_digit())
                        && matches!(tag(k + 1), Some(Tag::Noun | Tag::Name))
                        && self.toks[k + 1].capital =>
                {
                    last = k
                }
                Tag::Mark
                    if matches!(
                        tag(k + 1),
                        Some(Tag::Noun | Tag::Name | Tag::Number | Tag::Adverb)
                    ) || (tag(k + 1) == Some(Tag::Verb)) =>
                {
                    if tag(k + 1) == Some(Tag::Verb) {
                        break;
                    }
                    owner = Some((first, k - 1));
                    last = k;
                }
                Tag::Mark => {
                    last = k;
                    break;
                }
                Tag::Adverb
                    if matches!(tag(k + 1), Some(Tag::Noun | Tag::Name))
                        && self.toks[k - 1].tag != Tag::Name
                        && (self.toks[k].lower.ends_with("ly")
                            || matches!(
                                self.toks[k - 1].tag,
                                Tag::Det | Tag::Possessive | Tag::Mark
                            )) =>
                {
                    last = k
                }
                Tag::And | Tag::Comma
                    if modifier(k - 1)
                        && modifier(k + 1)
                        && matches!(tag(k + 2), Some(Tag::Noun | Tag::And | Tag::Comma))
                        && self.reaches_noun(k + 2, mentions) =>
                {
                    last = k + 1;
                    k += 1;
                }
                Tag::Det if self.toks[k - 1].tag == Tag::Det || self.toks[k - 1].lower == "all" => {
                    last = k
                }
                _ => break,
            }
            k += 1;
        }
        Np {
            first,
            last,
            chunk,
            owner,
            pronoun_owner,
        }
    }

    /// Whether a list of modifiers ends at a noun that they can belong to.
    pub(super) fn reaches_noun(&self, mut k: usize, _mentions: &[Mention]) -> bool {
        while k < self.toks.len() && matches!(self.toks[k].tag, Tag::And | Tag::Comma | Tag::Name) {
            k += 1;
        }
        self.toks.get(k).is_some_and(|t| t.tag == Tag::Noun)
    }

    pub(super) fn verb_group(&self, first: usize, chunk: usize, grammar: &Grammar) -> Vg {
        let mut vg = Vg {
            first,
            last: first,
            chunk,
            main: first,
            lemma: String::new(),
            shape: VerbShape::Finite,
            modal: None,
            negated: false,
            passive: false,
            perfect: false,
            past_perfect: false,
            progressive: false,
            ambiguous: false,
        };
        let (mut be, mut have) = (false, false);
        let mut k = first;
        let mut pending = first;
        while k < self.toks.len() {
            let t = &self.toks[k];
            match t.tag {
                Tag::To => vg.shape = VerbShape::Infinitive,
                Tag::Modal => {
                    vg.modal = Some(modal(&t.lower));
                    if t.lower == "cannot" {
                        vg.negated = true;
                    }
                }
                Tag::Be => {
                    be = true;
                    vg.main = k;
                }
                Tag::Have => {
                    have = true;
                    vg.main = k;
                }
                Tag::Do => {
                    vg.main = k;
                }
                Tag::Not => vg.negated = true,
                Tag::Adverb => {}
                // "would not itself recognise"
                Tag::Pronoun
                    if k > first
                        && matches!(
                            t.lower.as_str(),
                            "itself" | "themselves" | "himself" | "herself"
                        ) => {}
                Tag::Verb => {
                    vg.main = k;
                    vg.last = k;
                    self.finish(&mut vg, k, be, have, grammar);
                    break;
                }
                Tag::Det
                    if t.lower == "no"
                        && self.toks.get(k + 1).is_some_and(|n| n.lower == "longer") =>
                {
                    vg.negated = true;
                    k += 1;
                }
                _ => break,
            }
            if !matches!(t.tag, Tag::Adverb | Tag::Pronoun) {
                pending = k;
            }
            vg.last = pending;
            k += 1;
            // "the ministry has Monday recalled" is not written; an adverb before anything but a verb ends the group
            if k < self.toks.len() && self.toks[k].tag == Tag::To && k > first {
                break;
            }
        }
        if self.toks[vg.main].tag != Tag::Verb {
            vg.lemma = match self.toks[vg.main].tag {
                Tag::Have => "have",
                Tag::Do => "do",
                _ => "be",
            }
            .to_owned();
            if matches!(self.toks[vg.main].lower.as_str(), "being" | "having") {
                vg.shape = VerbShape::Gerund;
            }
            if vg.lemma == "be" && have {
                vg.perfect = true;
            }
        }
        if vg.negated || vg.first == 0 {
            return vg;
        }
        // "no longer recognises", "has yet to recognise"
        // "never formally broke"
        let before = (0..vg.first)
            .rev()
            .map(|k| &self.toks[k])
            .find(|t| t.tag != Tag::Adverb || t.lower == "longer" || t.lower == "yet")
            .unwrap_or(&self.toks[0]);
        if before.lower == "longer"
            || (vg.shape == VerbShape::Infinitive && before.lower == "yet")
            || matches!(before.lower.as_str(), "not" | "never" | "n't")
        {
            vg.negated = true;
        }
        vg
    }

    pub(super) fn finish(&self, vg: &mut Vg, main: usize, be: bool, have: bool, grammar: &Grammar) {
        let tok = &self.toks[main];
        let lead = (vg.first..=main)
            .map(|k| self.toks[k].tag)
            .find(|t| !matches!(t, Tag::Adverb | Tag::Not));
        let want = match (
            be,
            have,
            vg.modal.is_some() || vg.shape == VerbShape::Infinitive || lead == Some(Tag::Do),
        ) {
            (true, _, _) => PARTICIPLE | ING,
            (_, true, _) => PARTICIPLE,
            (_, _, true) => BASE,
            _ => PAST | THIRD | BASE | ING | PARTICIPLE,
        };
        let verb = tok
            .verbs
            .iter()
            .find(|v| v.forms & want != 0)
            .or(tok.verbs.first());
        let Some(verb) = verb else { return };
        let unknown = [UNKNOWN_PAST, UNKNOWN_BASE]
            .iter()
            .any(|u| std::ptr::eq(tok.verbs.as_ptr(), u.as_ptr()));
        vg.lemma = if unknown {
            tok.lower.clone()
        } else {
            grammar.lemma(verb.lemma).to_owned()
        };
        let forms = tok.forms();
        vg.perfect = have;
        vg.past_perfect = have && (vg.first..=main).any(|k| self.toks[k].lower == "had");
        vg.passive = be && forms & PARTICIPLE != 0;
        vg.progressive = be && forms & ING != 0;
        let lead_word = (vg.first..=main)
            .map(|k| self.toks[k].lower.as_str())
            .find(|w| matches!(*w, "being" | "having" | "been" | "be"));
        if vg.shape == VerbShape::Infinitive {
            return;
        }
        if vg.modal.is_none()
            && matches!(lead_word, Some("being" | "having"))
            && !(vg.first..main)
                .any(|k| matches!(self.toks[k].lower.as_str(), "is" | "was" | "are" | "were"))
        {
            vg.shape = VerbShape::Gerund;
            return;
        }
        if be || have || vg.modal.is_some() || matches!(lead, Some(Tag::Do)) {
            return;
        }
        if forms & ING != 0 {
            vg.shape = VerbShape::Gerund;
        } else if forms & (PAST | THIRD | BASE) == 0 {
            vg.shape = VerbShape::Participle;
        } else if forms & PARTICIPLE != 0 {
            vg.ambiguous = true;
        }
    }
}
