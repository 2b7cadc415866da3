//! Who is the subject of a verb, what governs it, and whether what it says was so.

mod antecedent;
mod force;
mod governor;

use legation_gazetteer::NameUse;

use crate::grammar::{Governs, Grammar};
use crate::mention::Mention;
use crate::syntax::{Kind, Modal, Structure, Tag, VerbShape};

/// How far what a verb says is so; before time is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Force {
    Asserted,
    Negated,
    Future,
    Hypothetical,
}

/// Depth at which a chain of governors is cut.
const DEEPEST: usize = 8;

/// A sentence's structure with what is needed to read its clauses.
pub(crate) struct Clauses<'a, 's> {
    pub s: &'a Structure<'s>,
    pub grammar: &'a Grammar,
    pub mentions: &'a [Mention],
    /// Of each phrase the members of the list that it stands in, itself among them.
    pub lists: Vec<Vec<usize>>,
}

impl<'a, 's> Clauses<'a, 's> {
    pub fn new(s: &'a Structure<'s>, grammar: &'a Grammar, mentions: &'a [Mention]) -> Self {
        let mut clauses = Clauses {
            s,
            grammar,
            mentions,
            lists: Vec::new(),
        };
        clauses.lists = clauses.find_lists();
        clauses
    }

    /// Whether the phrase can be a member of a list of parties: it ends in a name or an office.
    pub fn is_party(&self, np: usize) -> bool {
        let np = &self.s.nps[np];
        let last = &self.s.toks[np.last];
        let named = last.mention.is_some() || last.office.is_some();
        named
            || (is_collective(&last.lower)
                && (np.first..np.last).any(|k| self.s.toks[k].mention.is_some()))
    }

    fn find_lists(&self) -> Vec<Vec<usize>> {
        let mut lists: Vec<Vec<usize>> = (0..self.s.nps.len()).map(|n| vec![n]).collect();
        let chunks = &self.s.chunks;
        for c in 1..chunks.len() {
            if chunks[c].kind != Kind::And || self.s.word_of(c) == "but" {
                continue;
            }
            let left = if chunks[c - 1].kind == Kind::Comma && c > 1 {
                c - 2
            } else {
                c - 1
            };
            let (Some(a), Some(b)) = (self.s.np_at(left), self.s.np_at(c + 1)) else {
                continue;
            };
            // "Britain, France and other countries": the named ones
            let phrase = &self.s.nps[b];
            let unnamed = (phrase.first..=phrase.last).all(|k| {
                self.s.toks[k]
                    .mention
                    .is_none_or(|m| k < phrase.last && self.mentions[m].usage == NameUse::Adjective)
            });
            let rest = matches!(
                self.s.toks[phrase.first].lower.as_str(),
                "other" | "others" | "several" | "many"
            ) || (unnamed
                && matches!(
                    self.s.head(b),
                    "powers"
                        | "countries"
                        | "states"
                        | "nations"
                        | "governments"
                        | "allies"
                        | "members"
                        | "partners"
                        | "others"
                )
                && !matches!(
                    self.s.toks[phrase.first].lower.as_str(),
                    "these" | "both" | "its" | "their" | "two" | "those"
                )
                && (self.s.toks[phrase.first].lower != "the" || self.s.head(b) == "powers"));
            if !(self.is_party(a) && (rest || self.is_party(b))) || self.begins_clause(left, c + 1)
            {
                continue;
            }
            let mut members = if rest { vec![a] } else { vec![a, b] };
            let mut at = left;
            while at >= 2 && chunks[at - 1].kind == Kind::Comma {
                // "of Kosovo, Foreign Minister Dacic and …": a name beside an office is no list with it
                let office = |np: usize| {
                    let np = &self.s.nps[np];
                    (np.first..=np.last).any(|k| self.s.toks[k].office.is_some())
                };
                match self.s.np_at(at - 2) {
                    Some(np)
                        if self.is_party(np)
                            && !self.ends_opening(at - 2, c + 1)
                            && (office(np) == office(a) || office(np) == office(b)) =>
                    {
                        members.insert(0, np);
                        at -= 2;
                    }
                    _ => break,
                }
            }
            if let Some(joined) = lists[a]
                .clone()
                .into_iter()
                .next()
                .filter(|f| *f < members[0])
            {
                members.insert(0, joined);
            }
            for &m in &members {
                lists[m] = members.clone();
            }
        }
        self.bare_lists(&mut lists);
        lists
    }

    /// "Ahead of the summit in Hangzhou, China and the United States ratified …": the phrase at `left` ends what opens the
    /// sentence, and the list that begins behind it and ends at `right` is the subject.
    fn ends_opening(&self, left: usize, right: usize) -> bool {
        let chunks = &self.s.chunks;
        let governed = |c: usize| c > 0 && chunks[c - 1].kind == Kind::Prep;
        let opens = (0..=left).all(|c| match chunks[c].kind {
            Kind::Prep | Kind::Date | Kind::Adverb | Kind::Mark => true,
            Kind::Np(np) => governed(c) || (c == 0 && !self.is_party(np)),
            _ => false,
        });
        let finite = chunks.get(right + 1).is_some_and(
            |c| matches!(c.kind, Kind::Vg(v) if self.s.vgs[v].shape == VerbShape::Finite),
        );
        let place =
            left > 0 && matches!(self.s.word_of(left - 1), "in" | "at" | "near" | "outside");
        opens && finite && place
    }

    /// Headlines: "Ireland, Norway, Spain recognise …".
    fn bare_lists(&self, lists: &mut [Vec<usize>]) {
        let chunks = &self.s.chunks;
        let bare = |c: usize| {
            self.s
                .np_at(c)
                .filter(|&np| self.s.nps[np].first == self.s.nps[np].last && self.is_party(np))
        };
        let Some(mut members) = bare(0).map(|np| vec![np]) else {
            return;
        };
        let mut c = 0;
        while c + 2 < chunks.len() && chunks[c + 1].kind == Kind::Comma {
            let Some(np) = bare(c + 2) else { break };
            members.push(np);
            c += 2;
        }
        let mut next = c + 1;
        if chunks.get(next).is_some_and(|x| x.kind == Kind::Stop) && self.s.word_of(next) == ":" {
            next += 1;
        }
        let verb_next = matches!(chunks.get(next).map(|x| x.kind), Some(Kind::Vg(_)));
        if members.len() > 1 && verb_next {
            for &m in &members {
                lists[m] = members.clone();
            }
        }
    }

    /// "with Riyadh and Bahrain recalled …": the phrase after "and" begins a new clause.
    fn begins_clause(&self, left: usize, right: usize) -> bool {
        let chunks = &self.s.chunks;
        let governed = left > 0 && matches!(chunks[left - 1].kind, Kind::Prep | Kind::Vg(_));
        if !governed || self.s.word_of(left - 1) == "between" {
            return false;
        }
        // without a verb before it the list is still the subject: "ties between …", "talks with Iran and Iraq failed"
        let opened = (0..left)
            .rev()
            .take_while(|&c| !matches!(chunks[c].kind, Kind::Stop | Kind::Sub))
            .any(|c| matches!(chunks[c].kind, Kind::Vg(_)));
        if !opened {
            return false;
        }
        // "from Tegucigalpa and Venezuela, which pulled out its own, has cut off supplies"
        let mut put_in = false;
        for (c, chunk) in chunks.iter().enumerate().skip(right + 1) {
            match chunk.kind {
                Kind::Comma if put_in => put_in = false,
                Kind::Comma if chunks.get(c + 1).is_some_and(|k| k.kind == Kind::Which) => {
                    put_in = true;
                }
                Kind::Stop => return false,
                _ if put_in => {}
                Kind::Adverb | Kind::Date => {}
                Kind::Vg(v) => return self.s.vgs[v].shape == VerbShape::Finite,
                _ => return false,
            }
        }
        false
    }

    /// Whether a verb follows the phrase, so that it begins a clause: "…, and the ministry on Friday said".
    pub fn is_subject_next(&self, np: usize) -> bool {
        let chunks = &self.s.chunks;
        let next = chunks[self.s.nps[np].chunk + 1..]
            .iter()
            .find(|c| !matches!(c.kind, Kind::Adverb | Kind::Date));
        next.is_some_and(|c| match c.kind {
            Kind::Vg(v) => {
                self.s.vgs[v].shape == VerbShape::Finite
                    && self.grammar.governor(&self.s.vgs[v].lemma).is_some()
            }
            _ => false,
        })
    }

    /// The phrase that does what the verb says (of a passive: to which it is done).
    pub fn subject(&self, vg: usize) -> Option<usize> {
        self.subject_within(vg, 0)
    }

    fn subject_within(&self, vg: usize, depth: usize) -> Option<usize> {
        if depth > DEEPEST {
            return None;
        }
        let v = &self.s.vgs[vg];
        match v.shape {
            VerbShape::Finite => self.finite_subject(vg, depth),
            // "Admitted in 1993, the country changed its name"
            VerbShape::Participle if v.chunk == 0 => self.following_subject(vg, depth),
            VerbShape::Participle => self.left_phrase(v.chunk),
            VerbShape::Infinitive | VerbShape::Gerund => match self.governor(vg) {
                Some(governor) => match governor.agent {
                    Some(np) => Some(np),
                    None => self.subject_within(governor.vg?, depth + 1),
                },
                None => self.following_subject(vg, depth),
            },
        }
    }

    fn left_phrase(&self, chunk: usize) -> Option<usize> {
        (0..chunk).rev().find_map(|c| match self.s.chunks[c].kind {
            Kind::Np(np) => Some(Some(np)),
            Kind::Adverb | Kind::Date | Kind::Comma => None,
            _ => Some(None),
        })?
    }

    fn finite_subject(&self, vg: usize, depth: usize) -> Option<usize> {
        let chunks = &self.s.chunks;
        let mut c = self.s.vgs[vg].chunk;
        let mut at_verb = true;
        // only "in the same session" and the like stand between here and the verb
        let mut aside = true;
        while c > 0 {
            c -= 1;
            match chunks[c].kind {
                Kind::Adverb | Kind::Date | Kind::Mark => continue,
                Kind::Which => return self.antecedent(c),
                Kind::That => {
                    // "the decree that ended ties": a relative clause where the verb follows at once
                    return if at_verb { self.antecedent(c) } else { None };
                }
                Kind::And if at_verb || aside => return self.shared_subject(c, vg, depth),
                Kind::Np(np) => {
                    if self.is_time_or_place(np) {
                        at_verb = false;
                        continue;
                    }
                    let before = c.checked_sub(1).map(|b| chunks[b].kind);
                    aside &= before == Some(Kind::Prep);
                    match before {
                        Some(Kind::Prep) => {
                            let opens_clause = matches!(
                                self.s.word_of(c - 1),
                                "after"
                                    | "before"
                                    | "since"
                                    | "until"
                                    | "till"
                                    | "as"
                                    | "because"
                                    | "than"
                            );
                            if opens_clause {
                                return Some(np);
                            }
                            c -= 1;
                        }
                        // "…, saying he was breaking off ties"
                        Some(Kind::Vg(w))
                            if self.s.vgs[w].shape == VerbShape::Gerund
                                && self.grammar.governor(&self.s.vgs[w].lemma)
                                    == Some(Governs::Tell) =>
                        {
                            return Some(np);
                        }
                        Some(Kind::Vg(w)) if self.s.vgs[w].shape != VerbShape::Finite => c -= 1,
                        Some(Kind::Vg(w)) => {
                            let told = self.grammar.governor(&self.s.vgs[w].lemma).is_some();
                            return told.then_some(np);
                        }
                        Some(Kind::And) if self.lists[np].len() > 1 && self.governed_list(np) => {
                            c = self.s.nps[self.lists[np][0]].chunk;
                            c = c.saturating_sub(1);
                        }
                        _ => return Some(np),
                    }
                }
                Kind::Comma if at_verb => match self.opening_comma(c) {
                    Some(open) => {
                        c = open;
                        at_verb = true;
                        continue;
                    }
                    None => return self.shared_subject(c, vg, depth),
                },
                Kind::Comma => return None,
                Kind::Vg(w) if self.s.vgs[w].shape == VerbShape::Participle => {}
                Kind::Vg(w) if self.s.vgs[w].shape != VerbShape::Finite => {}
                // "Comoros: severed relations on Wednesday"
                Kind::Stop if self.s.word_of(c) == ":" && at_verb => {
                    return self.s.np_at(c.checked_sub(1)?).filter(|&np| {
                        self.is_party(np) && self.s.nps[self.lists[np][0]].chunk == 0
                    });
                }
                Kind::Vg(_) | Kind::Sub | Kind::Stop | Kind::And => return None,
                Kind::Prep => {}
            }
            at_verb = false;
        }
        None
    }

    /// Whether the whole list hangs on a preposition ("talks with Iran and Iraq broke down").
    fn governed_list(&self, np: usize) -> bool {
        let first = self.lists[np][0];
        let chunk = self.s.nps[first].chunk;
        chunk > 0 && self.s.chunks[chunk - 1].kind == Kind::Prep
    }

    fn is_time_or_place(&self, np: usize) -> bool {
        self.s.toks[self.s.nps[np].last].tag == Tag::Date
    }

    /// The comma that opens the insertion which the comma at `close` ends.
    pub fn opening_comma(&self, close: usize) -> Option<usize> {
        let chunks = &self.s.chunks;
        let open = (0..close)
            .rev()
            .find(|&c| matches!(chunks[c].kind, Kind::Comma | Kind::Stop))?;
        if chunks[open].kind == Kind::Stop {
            return None;
        }
        let begins = chunks.get(open + 1)?.kind;
        let verb_inside = (open + 1..close).any(
            |c| matches!(chunks[c].kind, Kind::Vg(v) if self.s.vgs[v].shape == VerbShape::Finite),
        );
        let insertion = match begins {
            Kind::Which | Kind::Prep | Kind::Sub | Kind::Adverb | Kind::Date => true,
            Kind::Vg(v) => {
                self.s.vgs[v].shape != VerbShape::Finite
                    || (self.s.vgs[v].ambiguous
                        && !matches!(
                            self.s.chunks.get(open + 2).map(|c| c.kind),
                            Some(Kind::Np(_))
                        ))
            }
            // ", he said,"
            Kind::Np(_) => {
                !verb_inside
                    || (open + 1..close).any(|c| self.s.chunks[c].kind == Kind::Which)
                    || (close == open + 3
                        && self.s.vg_at(open + 2).is_some_and(|v| {
                            self.grammar.governor(&self.s.vgs[v].lemma) == Some(Governs::Tell)
                        }))
            }
            _ => false,
        };
        (insertion && open > 0).then_some(open)
    }

    /// The subject that a coordinated verb shares with the one before it.
    fn shared_subject(&self, before: usize, vg: usize, depth: usize) -> Option<usize> {
        let other = self.partner_verb(before, vg)?;
        let subject = self.subject_within(other, depth + 1);
        // "declared that the war was over and agreed to …": who declares agrees
        let acts = |np: usize| {
            let head = &self.s.toks[self.s.nps[np].last];
            self.is_party(np)
                || head.tag == Tag::Pronoun
                || (self.grammar.means_the_country(&head.lower)
                    && !self
                        .s
                        .chunks
                        .get(self.s.nps[np].chunk + 1)
                        .is_some_and(|c| {
                            c.kind == Kind::Prep && self.s.toks[c.first].lower == "of"
                        }))
                || self.grammar.means_both(&head.lower)
        };
        // "praised Washington's decision to recognise it and move the embassy": who decided
        let decides = |np: usize| {
            self.s.vgs[other].shape == VerbShape::Infinitive
                && self.grammar.governing_noun(self.s.head(np)).is_some()
        };
        if subject.is_some_and(|np| acts(np) || decides(np)) {
            return subject;
        }
        let outer = (0..self.s.vgs[other].chunk).rev().find_map(|c| {
            let w = self.s.vg_at(c)?;
            let told = self.s.vgs[w].shape == VerbShape::Finite
                && self.grammar.governor(&self.s.vgs[w].lemma).is_some();
            told.then(|| self.subject_within(w, depth + 1)).flatten()
        });
        outer.filter(|&np| acts(np)).or(subject)
    }

    /// The verb with which the one after a conjunction is coordinated.
    pub fn partner_verb(&self, before: usize, vg: usize) -> Option<usize> {
        let shape = self.s.vgs[vg].shape;
        let mut fallback = None;
        for c in (0..before).rev() {
            match self.s.chunks[c].kind {
                Kind::Vg(w) => {
                    let other = self.s.vgs[w].shape;
                    // "demanded that Pyongyang abandon its weapons and barred the sale": what is past goes on with the past
                    if self.is_asked(w) && !self.is_bare(vg) {
                        fallback = fallback.or(Some(w));
                        continue;
                    }
                    if other == shape || (other == VerbShape::Infinitive && self.is_bare(vg)) {
                        // "accused Spain after Ireland had recognised it, and recalled its ambassador": who accuses recalls
                        let aside = before > 0
                            && self.s.chunks[before - 1].kind == Kind::Comma
                            && self.is_subordinate(c);
                        if self.after_which(c) || aside {
                            fallback = fallback.or(Some(w));
                            continue;
                        }
                        return Some(w);
                    }
                }
                Kind::Stop => break,
                _ => {}
            }
        }
        fallback
    }

    /// "called for the lifting of the measures imposed by Washington", "resumed the relations broken off over Goa": what is said
    /// of a thing that another verb is about.
    pub fn is_attributive(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        let of_thing = v.chunk.checked_sub(1).and_then(|c| self.s.np_at(c));
        v.shape == VerbShape::Participle
            && of_thing.is_some()
            && (0..v.chunk).any(|c| {
                self.s
                    .vg_at(c)
                    .is_some_and(|w| self.s.vgs[w].shape == VerbShape::Finite)
            })
    }

    /// Whether the verb at `chunk` stands in a clause with "after", "when" or the like behind another verb.
    fn is_subordinate(&self, chunk: usize) -> bool {
        let opens = (0..chunk)
            .rev()
            .take_while(|&c| !matches!(self.s.chunks[c].kind, Kind::Stop | Kind::Comma))
            .find(|&c| {
                let sub = self.s.chunks[c].kind == Kind::Sub;
                let prep = self.s.chunks[c].kind == Kind::Prep;
                (sub || prep)
                    && matches!(
                        self.s.word_of(c),
                        "after" | "when" | "as" | "because" | "since" | "before"
                    )
                    && self.s.np_at(c + 1).is_some()
            });
        opens.is_some_and(|open| {
            let own = (open + 1..chunk).filter_map(|c| self.s.vg_at(c));
            let first = own
                .filter(|&v| self.s.vgs[v].shape == VerbShape::Finite)
                .count()
                == 0;
            first && (0..open).any(|c| self.s.vg_at(c).is_some())
        })
    }

    /// Whether the verb goes on with what its subject did before: after "and", or a comma that closes no insertion.
    pub fn is_coordinated(&self, vg: usize) -> bool {
        let before = (0..self.s.vgs[vg].chunk)
            .rev()
            .find(|&c| !matches!(self.s.chunks[c].kind, Kind::Adverb));
        before.is_some_and(|c| match self.s.chunks[c].kind {
            Kind::And => true,
            Kind::Comma => self.opening_comma(c).is_none(),
            _ => false,
        })
    }

    /// "demanded that Pyongyang abandon": a bare form behind "that" and a subject of its own.
    fn is_asked(&self, vg: usize) -> bool {
        let chunk = self.s.vgs[vg].chunk;
        self.s.vgs[vg].shape == VerbShape::Finite
            && self.is_bare(vg)
            && self.is_present(vg)
            && self.s.toks[self.s.vgs[vg].main]
                .verbs
                .iter()
                .all(|f| f.forms & crate::grammar::THIRD == 0)
            && chunk >= 2
            && self
                .s
                .np_at(chunk - 1)
                .is_some_and(|np| !self.s.head(np).ends_with('s'))
            && self.s.chunks[chunk - 2].kind == Kind::That
    }

    /// Whether the verb at `chunk` stands in a relative clause closed by a comma.
    fn after_which(&self, chunk: usize) -> bool {
        let opens = |which: usize| {
            self.s.chunks[which].kind == Kind::Which
                && which > 0
                && self.s.chunks[which - 1].kind == Kind::Comma
        };
        // "…, whose presidents had come out in his defence, and expelled"
        let whose = chunk > 1
            && self.s.np_at(chunk - 1).is_some()
            && self.s.word_of(chunk - 2) == "whose"
            && opens(chunk - 2);
        whose || chunk.checked_sub(1).is_some_and(opens)
    }

    /// Whether the verb stands in its base form, without an auxiliary.
    pub fn is_bare(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        v.first == v.main
            && self.s.toks[v.main]
                .verbs
                .iter()
                .any(|f| f.forms & crate::grammar::BASE != 0)
    }

    /// "After severing ties, Iran …": the subject of the clause that follows.
    fn following_subject(&self, vg: usize, depth: usize) -> Option<usize> {
        let from = self.s.vgs[vg].chunk;
        let opens = (0..from).all(|c| {
            matches!(
                self.s.chunks[c].kind,
                Kind::Prep | Kind::Adverb | Kind::Date
            )
        });
        if !opens {
            // ", severing ties": the subject of the verb before
            let before = (0..from).rev().find_map(|c| {
                self.s
                    .vg_at(c)
                    .filter(|&w| self.s.vgs[w].shape == VerbShape::Finite)
            })?;
            return self.subject_within(before, depth + 1);
        }
        let next = (from + 1..self.s.chunks.len()).find_map(|c| {
            self.s
                .vg_at(c)
                .filter(|&w| self.s.vgs[w].shape == VerbShape::Finite)
        })?;
        self.subject_within(next, depth + 1)
    }

    /// The nearest verb to the left within the clause.
    pub fn verb_left(&self, chunk: usize) -> Option<usize> {
        (0..chunk).rev().find_map(|c| match self.s.chunks[c].kind {
            Kind::Vg(w) => Some(Some(w)),
            Kind::Stop | Kind::Sub => Some(None),
            _ => None,
        })?
    }
}

/// A noun that adds nothing to the name before it: "the DPR group", "the Luhansk region".
pub(crate) fn is_collective(noun: &str) -> bool {
    matches!(
        noun.strip_suffix('s').unwrap_or(noun),
        "group"
            | "republic"
            | "region"
            | "entity"
            | "entitie"
            | "side"
            | "oblast"
            | "territory"
            | "territorie"
            | "statelet"
            | "state"
            | "nation"
            | "province"
            | "regime"
            | "area"
    )
}

/// What governs a verb: of which class it is, through which verb, and who then does it.
#[derive(Clone, Debug)]
pub(crate) struct Governor {
    pub class: Governs,
    pub vg: Option<usize>,
    pub agent: Option<usize>,
}

/// What a clause says of a verb that already says something of itself.
pub(crate) fn combine(outer: Force, own: Force) -> Force {
    match (outer, own) {
        (Force::Asserted, own) => own,
        (outer, Force::Asserted) => outer,
        (Force::Negated, Force::Negated) => Force::Hypothetical,
        (Force::Negated, _) => Force::Negated,
        (Force::Hypothetical, _) | (_, Force::Hypothetical) => Force::Hypothetical,
        (Force::Future, own) => own,
    }
}
