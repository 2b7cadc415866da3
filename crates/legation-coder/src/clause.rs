//! Who is the subject of a verb, what governs it, and whether what it says was so.

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
            let rest = matches!(
                self.s.toks[self.s.nps[b].first].lower.as_str(),
                "other" | "others" | "several" | "many"
            );
            if !(self.is_party(a) && (rest || self.is_party(b))) || self.begins_clause(left, c + 1)
            {
                continue;
            }
            let mut members = if rest { vec![a] } else { vec![a, b] };
            let mut at = left;
            while at >= 2 && chunks[at - 1].kind == Kind::Comma {
                match self.s.np_at(at - 2) {
                    Some(np) if self.is_party(np) => {
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
        let verb_next = matches!(chunks.get(c + 1).map(|x| x.kind), Some(Kind::Vg(_)));
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
        for chunk in &chunks[right + 1..] {
            match chunk.kind {
                Kind::Adverb | Kind::Date => {}
                Kind::Vg(v) => return self.s.vgs[v].shape == VerbShape::Finite,
                _ => return false,
            }
        }
        false
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
        while c > 0 {
            c -= 1;
            match chunks[c].kind {
                Kind::Adverb | Kind::Date | Kind::Mark => continue,
                Kind::Which => return self.antecedent(c),
                Kind::That => {
                    // "the decree that ended ties": a relative clause where the verb follows at once
                    return if at_verb { self.antecedent(c) } else { None };
                }
                Kind::And if at_verb => return self.shared_subject(c, vg, depth),
                Kind::Np(np) => {
                    if self.is_time_or_place(np) {
                        at_verb = false;
                        continue;
                    }
                    let before = c.checked_sub(1).map(|b| chunks[b].kind);
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
                    || (self.s.vgs[v].ambiguous && !matches!(self.s.chunks.get(open + 2).map(|c| c.kind), Some(Kind::Np(_))))
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
                    && !self.s.chunks.get(self.s.nps[np].chunk + 1).is_some_and(|c| {
                        c.kind == Kind::Prep && self.s.toks[c.first].lower == "of"
                    }))
                || self.grammar.means_both(&head.lower)
        };
        if subject.is_some_and(acts) {
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
                    if other == shape || (other == VerbShape::Infinitive && self.is_bare(vg)) {
                        if self.after_which(c) {
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

    /// Whether the verb at `chunk` stands in a relative clause closed by a comma.
    fn after_which(&self, chunk: usize) -> bool {
        chunk > 0
            && self.s.chunks[chunk - 1].kind == Kind::Which
            && chunk > 1
            && self.s.chunks[chunk - 2].kind == Kind::Comma
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

    /// The phrase to which a relative pronoun at `chunk` goes back.
    fn antecedent(&self, chunk: usize) -> Option<usize> {
        for c in (0..chunk).rev() {
            match self.s.chunks[c].kind {
                Kind::Comma | Kind::Prep | Kind::Date | Kind::Adverb | Kind::Mark => {}
                Kind::Np(np) => return Some(np),
                _ => return None,
            }
        }
        None
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

    /// What governs an infinitive or a gerund.
    pub fn governor(&self, vg: usize) -> Option<Governor> {
        let v = &self.s.vgs[vg];
        let chunks = &self.s.chunks;
        let mut c = v.chunk;
        while c > 0 {
            c -= 1;
            match chunks[c].kind {
                Kind::Adverb if matches!(self.s.word_of(c), "first" | "only" | "last") => {
                    return Some(Governor {
                        class: Governs::Done,
                        vg: self.verb_left(c),
                        agent: None,
                    });
                }
                Kind::Adverb | Kind::Date => continue,
                Kind::Prep => {
                    let preposition = self.s.word_of(c);
                    if v.shape == VerbShape::Gerund {
                        return self.gerund_governor(c, preposition);
                    }
                    return None;
                }
                Kind::Vg(w) => return Some(self.verb_governor(w, None)),
                Kind::Np(np) => return self.phrase_governor(np, v.shape),
                Kind::And | Kind::Comma => {
                    // "to recall its envoy and (to) expel …"
                    let other = self.partner_verb(c, vg)?;
                    return if self.s.vgs[other].shape == VerbShape::Finite {
                        (v.shape == VerbShape::Gerund).then_some(Governor {
                            class: Governs::Done,
                            vg: Some(other),
                            agent: None,
                        })
                    } else {
                        self.governor(other)
                    };
                }
                _ => return None,
            }
        }
        None
    }

    fn verb_governor(&self, w: usize, agent: Option<usize>) -> Governor {
        let lemma = self.s.vgs[w].lemma.as_str();
        let after_verb = self
            .s
            .toks
            .get(self.s.vgs[w].last + 1)
            .map_or("", |t| t.lower.as_str());
        let class = self.grammar.governor(lemma).unwrap_or(Governs::Ahead);
        let class = match (lemma, class) {
            // "stopped short of", "ruled out", "held off"
            ("stop" | "fall", _) if after_verb == "short" => Governs::Not,
            ("rule", _) if after_verb != "out" => Governs::Done,
            ("be", _) => Governs::Ahead,
            (_, class) => class,
        };
        let class = match agent {
            // "instructed his foreign secretary to suspend relations", "ordered the foreign ministry to …"
            Some(np)
                if matches!(lemma, "instruct" | "order" | "direct" | "task" | "authorise")
                    && self.is_own_office(np) =>
            {
                Governs::Done
            }
            Some(_) if self.grammar.object_control(lemma) && !self.grammar.is_effective(lemma) => {
                Governs::Open
            }
            Some(_) if self.grammar.is_effective(lemma) => Governs::Done,
            _ => class,
        };
        Governor {
            class,
            vg: Some(w),
            agent,
        }
    }

    /// "his foreign secretary", "the foreign ministry": an office of the speaker's own side.
    fn is_own_office(&self, np: usize) -> bool {
        let phrase = &self.s.nps[np];
        let office = (phrase.first..=phrase.last).any(|k| self.s.toks[k].office.is_some());
        let named = phrase.owner.is_some()
            || (phrase.first..=phrase.last).any(|k| self.s.toks[k].mention.is_some());
        let envoy = self.s.head(np).contains("ambassador") || self.s.head(np).contains("envoy");
        office && !named && !envoy
    }

    /// A phrase before an infinitive: the object of a verb that controls it ("urged Iran to"), or a noun that governs
    /// it ("its decision to").
    fn phrase_governor(&self, np: usize, shape: VerbShape) -> Option<Governor> {
        let chunks = &self.s.chunks;
        let chunk = self.s.nps[np].chunk;
        let head = self.s.head(np);
        let verb_before = chunk.checked_sub(1).and_then(|c| self.s.vg_at(c));
        let ranked = (self.s.nps[np].first..=self.s.nps[np].last).any(|k| {
            matches!(
                self.s.toks[k].lower.as_str(),
                "first" | "second" | "third" | "fourth" | "fifth" | "latest" | "last" | "only"
            )
        });
        if ranked && shape == VerbShape::Infinitive {
            // "became the first country to …", "is among the first countries to …"
            return Some(Governor {
                class: Governs::Done,
                vg: verb_before.or_else(|| self.verb_left(chunk)),
                agent: None,
            });
        }
        // "urged the government to expel the ambassador": the government is asked, and has decided nothing
        if let Some(w) = verb_before
            && shape == VerbShape::Infinitive
            && !self.s.vgs[w].passive
            && self.grammar.object_control(&self.s.vgs[w].lemma)
            && self.grammar.means_the_country(head)
        {
            return Some(self.verb_governor(w, Some(np)));
        }
        // "voted 71-26 to ratify"
        if let Some(w) = verb_before
            && self.s.toks[self.s.nps[np].first].tag == Tag::Number
            && self.s.nps[np].first == self.s.nps[np].last
        {
            return Some(self.verb_governor(w, None));
        }
        if let Some(class) = self.grammar.governing_noun(head)
            && self.mention_at_head(np).is_none()
        {
            return Some(self.noun_governor(np, class));
        }
        if let Some(class) = self.grammar.governing_adjective(head) {
            let vg = verb_before.or_else(|| self.verb_left(chunk));
            return Some(Governor {
                class,
                vg,
                agent: None,
            });
        }
        let list = self.s.nps[self.lists[np][0]].chunk;
        if shape == VerbShape::Gerund
            && list > 0
            && chunks[list - 1].kind == Kind::Prep
            && self.s.word_of(list - 1) == "with"
        {
            // "…, with a new ambassador presenting his credentials"
            return Some(Governor {
                class: Governs::Done,
                vg: self.verb_left(chunk),
                agent: Some(np),
            });
        }
        if shape == VerbShape::Gerund {
            let vg = verb_before?;
            return Some(self.verb_governor(vg, None));
        }
        if let Some(w) = verb_before {
            let lemma = self.s.vgs[w].lemma.as_str();
            let controls = self.grammar.object_control(lemma) && !self.s.vgs[w].passive;
            return Some(match controls {
                true => self.verb_governor(w, Some(np)),
                false => Governor {
                    class: Governs::Ahead,
                    vg: Some(w),
                    agent: None,
                },
            });
        }
        // "its decision by decree to", "the call on Iran to", "the decision of the DPRK to"
        if chunk >= 2 && chunks[chunk - 1].kind == Kind::Prep {
            let preposition = self.s.word_of(chunk - 1);
            match chunks[chunk - 2].kind {
                Kind::Np(noun) => {
                    if let Some(class) = self.grammar.governing_noun(self.s.head(noun)) {
                        let asked = matches!(preposition, "on" | "to" | "upon" | "for")
                            && class == Governs::Open;
                        let agent =
                            if matches!(preposition, "of" | "by" | "between" | "from") || asked {
                                Some(np)
                            } else {
                                None
                            };
                        let governed = self.noun_governor(noun, class);
                        return Some(Governor {
                            agent: agent.or(governed.agent),
                            ..governed
                        });
                    }
                }
                // "agreed in Luxembourg to lift"
                Kind::Vg(w) if matches!(preposition, "in" | "at" | "during" | "after") => {
                    return Some(self.verb_governor(w, None));
                }
                Kind::Vg(w) if matches!(preposition, "on" | "upon" | "to" | "for" | "with") => {
                    return Some(match self.grammar.object_control(&self.s.vgs[w].lemma) {
                        true => self.verb_governor(w, Some(np)),
                        false => Governor {
                            class: Governs::Ahead,
                            vg: Some(w),
                            agent: None,
                        },
                    });
                }
                _ => {}
            }
        }
        let vg = self.verb_left(chunk);
        Some(Governor {
            class: Governs::Ahead,
            vg,
            agent: None,
        })
    }

    fn noun_governor(&self, np: usize, class: Governs) -> Governor {
        let phrase = &self.s.nps[np];
        let vg = self.verb_left(phrase.chunk);
        let named = phrase.owner.is_some()
            || (phrase.first..phrase.last).any(|k| self.s.toks[k].mention.is_some());
        let negated =
            self.s.toks[phrase.first].lower == "no" || self.s.toks[phrase.first].lower == "neither";
        let class = if negated && class != Governs::Done {
            Governs::Not
        } else if class == Governs::Done && vg.is_none() {
            // "an agreement on establishing relations is being prepared", "a motion to … was defeated"
            self.fate(np).unwrap_or(class)
        } else {
            class
        };
        Governor {
            class,
            vg,
            agent: named.then_some(np),
        }
    }

    /// Of "talks with Sarajevo and Ljubljana", at the last name: "talks".
    fn noun_behind(&self, np: usize) -> Option<usize> {
        let first = *self.lists[np].first()?;
        let with = self.s.nps[first].chunk.checked_sub(1)?;
        (self.s.chunks[with].kind == Kind::Prep
            && matches!(self.s.word_of(with), "with" | "between" | "to"))
        .then(|| self.s.np_at(with.checked_sub(1)?))?
    }

    /// What the verb that a noun is the subject of makes of the thing that the noun stands for.
    fn fate(&self, np: usize) -> Option<Governs> {
        let chunk = self.s.nps[np].chunk;
        let verb = (chunk + 1..self.s.chunks.len())
            .take_while(|&c| {
                !matches!(
                    self.s.chunks[c].kind,
                    Kind::Which | Kind::That | Kind::Sub | Kind::Stop
                )
            })
            .find_map(|c| {
                self.s
                    .vg_at(c)
                    .filter(|&w| self.s.vgs[w].shape == VerbShape::Finite)
            })?;
        let v = &self.s.vgs[verb];
        if v.modal == Some(Modal::Will) {
            return Some(Governs::Ahead);
        }
        self.grammar
            .governor(&v.lemma)
            .filter(|class| matches!(class, Governs::Ahead | Governs::Open | Governs::Not))
    }

    fn gerund_governor(&self, c: usize, preposition: &str) -> Option<Governor> {
        let chunks = &self.s.chunks;
        let before = c.checked_sub(1).map(|b| chunks[b].kind);
        if preposition == "without" {
            let vg = self.verb_left(c);
            return Some(Governor {
                class: Governs::Not,
                vg,
                agent: None,
            });
        }
        match before {
            Some(Kind::Np(np)) => {
                let verb = self.s.nps[np]
                    .chunk
                    .checked_sub(1)
                    .and_then(|b| self.s.vg_at(b));
                // "talks with Sarajevo and Ljubljana on establishing …"
                if matches!(preposition, "on" | "about" | "over" | "for")
                    && let Some(noun) = self.noun_behind(np)
                    && let Some(class) = self.grammar.governing_noun(self.s.head(noun))
                {
                    return Some(self.noun_governor(noun, class));
                }
                if let Some(class) = self
                    .grammar
                    .governing_noun(self.s.head(np))
                    .filter(|_| self.mention_at_head(np).is_none())
                {
                    return Some(self.noun_governor(np, class));
                }
                if let Some(w) = verb.filter(|_| {
                    matches!(
                        preposition,
                        "of" | "for" | "from" | "into" | "against" | "with" | "in"
                    )
                }) {
                    let lemma = self.s.vgs[w].lemma.as_str();
                    let class = self.grammar.governor(lemma).unwrap_or(Governs::Done);
                    let agent = matches!(
                        lemma,
                        "accuse"
                            | "thank"
                            | "praise"
                            | "blame"
                            | "criticise"
                            | "criticize"
                            | "suspect"
                            | "condemn"
                            | "prevent"
                            | "stop"
                            | "join"
                            | "warn"
                            | "congratulate"
                            | "commend"
                            | "dissuade"
                            | "discourage"
                    )
                    .then_some(np);
                    if lemma == "join" {
                        return Some(Governor {
                            class: Governs::Done,
                            vg: Some(w),
                            agent: None,
                        });
                    }
                    return Some(Governor {
                        class,
                        vg: Some(w),
                        agent,
                    });
                }
                if self.s.head(np) == "short" || self.s.head(np) == "favour" {
                    return Some(Governor {
                        class: Governs::Not,
                        vg: verb,
                        agent: None,
                    });
                }
                None
            }
            Some(Kind::Vg(w)) => Some(self.verb_governor(w, None)),
            Some(Kind::Adverb) => None,
            _ => None,
        }
        .or_else(|| {
            let done = matches!(
                preposition,
                "by" | "after"
                    | "in"
                    | "on"
                    | "upon"
                    | "following"
                    | "since"
                    | "for"
                    | "over"
                    | "despite"
            );
            let opens = (0..c).all(|b| matches!(chunks[b].kind, Kind::Adverb | Kind::Date));
            let open = preposition == "before" || preposition == "instead" || preposition == "than";
            if opens && !open {
                return None;
            }
            let vg = self.verb_left(c);
            Some(Governor {
                class: if done { Governs::Done } else { Governs::Open },
                vg,
                agent: None,
            })
        })
    }

    fn mention_at_head(&self, np: usize) -> Option<usize> {
        self.s.toks[self.s.nps[np].last].mention
    }

    /// The nearest verb to the left within the clause.
    pub fn verb_left(&self, chunk: usize) -> Option<usize> {
        (0..chunk).rev().find_map(|c| match self.s.chunks[c].kind {
            Kind::Vg(w) => Some(Some(w)),
            Kind::Stop | Kind::Sub => Some(None),
            _ => None,
        })?
    }

    /// How far what the verb says is so.
    pub fn force(&self, vg: usize) -> Force {
        self.force_within(vg, 0)
    }

    fn force_within(&self, vg: usize, depth: usize) -> Force {
        if depth > DEEPEST {
            return Force::Hypothetical;
        }
        let v = &self.s.vgs[vg];
        if self.s.question {
            return Force::Hypothetical;
        }
        let own = self.own_force(vg);
        let outer = match v.shape {
            VerbShape::Infinitive | VerbShape::Gerund => match self.governor(vg) {
                Some(governor) => self.governed(&governor, depth),
                None if v.shape == VerbShape::Infinitive => Force::Future,
                None => Force::Asserted,
            },
            VerbShape::Participle => Force::Asserted,
            VerbShape::Finite => self.clause_force(vg, depth),
        };
        let force = combine(outer, own);
        // a coordinated verb without an auxiliary of its own shares that of the first: "will recall … and expel"
        if v.shape == VerbShape::Finite
            && v.modal.is_none()
            && !v.perfect
            && !v.passive
            && v.first == v.main
            && let Some(shared) = self.shared_force(vg, depth)
        {
            return combine(shared, own);
        }
        force
    }

    fn shared_force(&self, vg: usize, depth: usize) -> Option<Force> {
        let v = &self.s.vgs[vg];
        let before = (0..v.chunk)
            .rev()
            .find(|&c| !matches!(self.s.chunks[c].kind, Kind::Adverb))?;
        if !matches!(self.s.chunks[before].kind, Kind::And | Kind::Comma) || !self.is_bare(vg) {
            return None;
        }
        let other = (0..before).rev().find_map(|c| self.s.vg_at(c))?;
        let o = &self.s.vgs[other];
        let ended = self.s.toks[v.main]
            .verbs
            .iter()
            .any(|f| f.forms & (crate::grammar::PAST | crate::grammar::THIRD) != 0);
        let shares = o.shape == VerbShape::Infinitive || o.modal.is_some();
        (shares && !ended).then(|| self.force_within(other, depth + 1))
    }

    fn own_force(&self, vg: usize) -> Force {
        let v = &self.s.vgs[vg];
        let going_to = v.shape == VerbShape::Infinitive
            && v.first > 0
            && self.s.toks[v.first - 1].lower == "going";
        let nor = (0..v.first)
            .rev()
            .take(4)
            .find(|&k| self.s.toks[k].lower == "nor")
            .is_some_and(|k| k == 0 || matches!(self.s.toks[k - 1].tag, Tag::Comma | Tag::Stop));
        let base = match v.modal {
            Some(Modal::Will) => Force::Future,
            Some(Modal::Would) if v.perfect => Force::Hypothetical,
            Some(Modal::Would) => {
                if self.has_condition(v.chunk) {
                    Force::Hypothetical
                } else {
                    Force::Future
                }
            }
            Some(Modal::May | Modal::Must) => Force::Hypothetical,
            None if going_to => Force::Future,
            None => Force::Asserted,
        };
        if v.negated || nor {
            Force::Negated
        } else {
            base
        }
    }

    fn has_condition(&self, chunk: usize) -> bool {
        self.s.chunks.iter().enumerate().any(|(c, k)| {
            k.kind == Kind::Sub && c != chunk && matches!(self.s.word_of(c), "if" | "unless")
        })
    }

    fn governed(&self, governor: &Governor, depth: usize) -> Force {
        let outer = governor.vg.map_or(Force::Asserted, |w| {
            let v = &self.s.vgs[w];
            // "the move to cut ties will …": the noun's own fate is not that of the verb after it
            if v.chunk > 0 {
                self.force_within(w, depth + 1)
            } else {
                self.own_force(w)
            }
        });
        match (governor.class, outer) {
            (Governs::Done | Governs::Tell, outer) => outer,
            (Governs::Ahead, Force::Negated) => Force::Negated,
            (Governs::Ahead, Force::Hypothetical) => Force::Hypothetical,
            (Governs::Ahead, _) => Force::Future,
            (Governs::Open, Force::Negated) => Force::Negated,
            (Governs::Open, _) => Force::Hypothetical,
            (Governs::Not, Force::Negated | Force::Hypothetical) => Force::Hypothetical,
            (Governs::Not, _) => Force::Negated,
        }
    }

    /// What the clause that a finite verb stands in makes of it: conditions, and verbs that doubt or deny it.
    fn clause_force(&self, vg: usize, depth: usize) -> Force {
        let chunks = &self.s.chunks;
        let start = match self.subject(vg) {
            Some(np) if self.s.nps[np].chunk < self.s.vgs[vg].chunk => self.s.nps
                [self.lists[np][0]]
                .chunk
                .min(self.s.nps[np].chunk),
            _ => self.s.vgs[vg].chunk,
        };
        let mut c = start;
        let mut told = false;
        while c > 0 {
            c -= 1;
            match chunks[c].kind {
                Kind::Adverb | Kind::Date => {}
                Kind::Sub => {
                    return match self.s.word_of(c) {
                        "if" | "unless" | "whether" | "lest" | "provided" => Force::Hypothetical,
                        // "when we send the ambassador back": not yet
                        "when" if self.is_present(vg) => Force::Hypothetical,
                        _ => Force::Asserted,
                    };
                }
                Kind::That => told = true,
                Kind::Vg(w) if told || c + 1 == start => return self.told_by(w, depth),
                Kind::Np(np) if told => {
                    // "reports that …", "denied claims that …"
                    let head = self.s.head(np);
                    let verb = self.s.nps[np]
                        .chunk
                        .checked_sub(1)
                        .and_then(|b| self.s.vg_at(b));
                    if let Some(w) = verb {
                        let by_verb = self.told_by(w, depth);
                        if by_verb == Force::Negated {
                            return by_verb;
                        }
                    }
                    let doubtful = [
                        "report",
                        "claim",
                        "rumour",
                        "rumor",
                        "allegation",
                        "suggestion",
                        "possibility",
                        "speculation",
                        "idea",
                        "demand",
                        "request",
                        "proposal",
                        "call",
                        "fear",
                        "condition",
                        "chance",
                    ];
                    return match self.grammar.governing_noun(head) {
                        Some(Governs::Open)
                            if doubtful.contains(&head.strip_suffix('s').unwrap_or(head)) =>
                        {
                            Force::Hypothetical
                        }
                        Some(Governs::Ahead)
                            if matches!(
                                head,
                                "plan"
                                    | "plans"
                                    | "pledge"
                                    | "promise"
                                    | "threat"
                                    | "threats"
                                    | "vow"
                                    | "intention"
                                    | "hope"
                                    | "hopes"
                                    | "commitment"
                            ) =>
                        {
                            Force::Future
                        }
                        Some(Governs::Not) => Force::Negated,
                        _ => Force::Asserted,
                    };
                }
                Kind::And | Kind::Comma if !told && c + 1 == start => {
                    return self.coordinated_condition(c, depth);
                }
                _ if told => {}
                _ => return Force::Asserted,
            }
        }
        Force::Asserted
    }

    fn is_present(&self, vg: usize) -> bool {
        let v = &self.s.vgs[vg];
        let past = self.s.toks[v.main]
            .verbs
            .iter()
            .any(|f| f.forms & crate::grammar::PAST != 0);
        !past && !v.perfect && !v.passive && !v.progressive && v.modal.is_none()
    }

    /// "if X closes its embassy and Y follows": the second clause of a condition is one too.
    fn coordinated_condition(&self, c: usize, _depth: usize) -> Force {
        let open = (0..c)
            .rev()
            .find(|&b| matches!(self.s.chunks[b].kind, Kind::Sub | Kind::Stop | Kind::Comma));
        match open {
            Some(b)
                if self.s.chunks[b].kind == Kind::Sub
                    && matches!(self.s.word_of(b), "if" | "unless" | "whether")
                    && self.s.chunks[c].kind == Kind::And =>
            {
                Force::Hypothetical
            }
            _ => Force::Asserted,
        }
    }

    fn told_by(&self, w: usize, depth: usize) -> Force {
        let v = &self.s.vgs[w];
        let class = self
            .grammar
            .governor(&v.lemma)
            .filter(|_| !matches!(v.lemma.as_str(), "tell" | "instruct" | "warn"));
        let outer = self.force_within(w, depth + 1);
        match class {
            Some(Governs::Not) => {
                if outer == Force::Negated {
                    Force::Hypothetical
                } else {
                    Force::Negated
                }
            }
            Some(Governs::Open) => Force::Hypothetical,
            Some(Governs::Ahead) => Force::Future,
            _ if matches!(outer, Force::Negated) => Force::Hypothetical,
            _ if matches!(outer, Force::Hypothetical) => Force::Hypothetical,
            _ => Force::Asserted,
        }
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
