//! What surrounds an act: its modality, who says so, and whether it answers another.

use super::*;

impl Pass<'_> {
    pub(super) fn modality(
        &self,
        clauses: &Clauses,
        finding: &Finding,
        dated: &Dated,
        act: Option<&Act>,
    ) -> Modality {
        let s = clauses.s;
        match finding.force {
            Force::Negated => return Modality::Negated,
            Force::Hypothetical => return Modality::Hypothetical,
            // "consular relations will be maintained": they are
            Force::Future if act.is_some_and(|a| a.announced.as_deref() == Some("asserted")) => {
                return Modality::Asserted;
            }
            Force::Future => return Modality::Future,
            Force::Asserted => {}
        }
        if act.is_some_and(|a| a.modality.as_deref() == Some("future")) {
            return Modality::Future;
        }
        // "after being closed for seven years"
        let was = finding.verb.is_some_and(|v| {
            let vg = &s.vgs[v];
            vg.shape == VerbShape::Gerund && vg.passive
        });
        if was && !matches!(dated, Dated::Own(_)) {
            return Modality::Historical;
        }
        let today = self.date;
        if let (Dated::Own(date) | Dated::Outer(date), Some(today)) = (dated, today) {
            let days = today
                .first_day()
                .since(date.last_day())
                .map_or(0, |span| span.get_days());
            let earlier_year =
                date.precision() == Precision::Year && date.last_day() < today.first_day();
            if days > HISTORY_DAYS || earlier_year {
                return Modality::Historical;
            }
            let decided = finding.sight.is_none() && self.is_only_decided(clauses, finding, act);
            if date.first_day() > today.last_day() || decided {
                return Modality::Future;
            }
            return Modality::Asserted;
        }
        if let Some(sight) = finding.sight {
            return if sight.historical {
                Modality::Historical
            } else {
                Modality::Asserted
            };
        }
        if self.is_only_decided(clauses, finding, act) {
            return Modality::Future;
        }
        let Some(verb) = finding.verb else {
            return Modality::Asserted;
        };
        let vg = &s.vgs[verb];
        // "resumed relations that were broken off a generation ago"
        let of_that = vg.chunk > 1
            && vg.passive
            && s.chunks[vg.chunk - 1].kind == Kind::That
            && s.np_at(vg.chunk - 2).is_some();
        let relative =
            vg.chunk > 0 && (s.chunks[vg.chunk - 1].kind == Kind::Which || of_that) && !vg.perfect;
        let told = (0..vg.chunk).any(|c| s.vg_at(c).is_some_and(|w| self.tells(clauses, w)));
        let vague = (vg.first.saturating_sub(1)..=vg.main).any(|k| {
            matches!(
                s.toks[k].lower.as_str(),
                "later" | "previously" | "formerly" | "originally" | "initially"
            )
        });
        let background = (vg.past_perfect && !told) || vague;
        // "has been closed since 2016", but "has recognised it, the first to do so since 2021"
        let since = (finding.chunks.0..=finding.chunks.1.min(s.chunks.len() - 1))
            .take_while(|&c| c <= vg.chunk || s.chunks[c].kind != Kind::Comma)
            .any(|c| {
                matches!(s.chunks[c].kind, Kind::Prep | Kind::Date)
                    && matches!(s.word_of(c), "since" | "until")
            });
        let state = vg.shape == VerbShape::Participle && !told && relative;
        if relative || background || since || state || (finding.presupposed && vg.past_perfect) {
            return Modality::Historical;
        }
        Modality::Asserted
    }

    /// "agreed to exchange ambassadors": an act that is not done by deciding on it.
    fn is_only_decided(&self, clauses: &Clauses, finding: &Finding, act: Option<&Act>) -> bool {
        act.is_some_and(|a| a.decided.as_deref() == Some("future"))
            && finding.verb.is_some_and(|verb| clauses.is_decided(verb))
    }

    /// Who says so: the subject of a verb of telling in the sentence, or "according to X".
    pub(super) fn attribution(
        &self,
        s: usize,
        clauses: &Clauses,
        finding: &Finding,
    ) -> Option<Attribution> {
        let structure = clauses.s;
        let resolver = Resolver {
            clauses,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
            between: std::cell::RefCell::new(None),
        };
        for v in 0..structure.vgs.len() {
            let vg = &structure.vgs[v];
            let telling = matches!(
                vg.lemma.as_str(),
                "say"
                    | "announce"
                    | "state"
                    | "report"
                    | "tell"
                    | "add"
                    | "declare"
                    | "confirm"
                    | "write"
                    | "indicate"
                    | "claim"
                    | "disclose"
                    | "tweet"
                    | "note"
                    | "reveal"
            );
            if !telling || finding.verb == Some(v) {
                continue;
            }
            let span_of = |np: usize| structure.np_span(np);
            let verb_span = structure.toks[vg.first]
                .span
                .join(structure.toks[vg.last].span);
            let after = structure.np_at(vg.chunk + 1).filter(|_| {
                vg.chunk > 0 && matches!(structure.chunks[vg.chunk - 1].kind, Kind::Comma)
            });
            let np = after.or_else(|| clauses.subject(v))?;
            let id = resolver
                .phrase(np, false)
                .first()
                .map(|x| self.coder.gazetteer.entity(x.entity).id.clone());
            let span = verb_span.join(span_of(np));
            return Some(Attribution {
                text: span.of(&self.report.text).to_owned(),
                span,
                id,
            });
        }
        for (k, tok) in structure.toks.iter().enumerate() {
            if tok.lower == "according" {
                let np = structure.nps.iter().position(|np| np.first > k)?;
                let id = resolver
                    .phrase(np, false)
                    .first()
                    .map(|x| self.coder.gazetteer.entity(x.entity).id.clone());
                let span = tok.span.join(structure.np_span(np));
                return Some(Attribution {
                    text: span.of(&self.report.text).to_owned(),
                    span,
                    id,
                });
            }
        }
        None
    }

    /// Whether the sentence says that this answers what was told before ("In response, …").
    pub(super) fn answers(&self, clauses: &Clauses, finding: &Finding) -> bool {
        let s = clauses.s;
        let until = s.chunks[finding.chunks.0].first;
        let text: Vec<&str> = s.toks[..until.min(s.toks.len())]
            .iter()
            .map(|t| t.lower.as_str())
            .collect();
        let text = text.join(" ");
        [
            "in response",
            "in retaliation",
            "in reply",
            "in a tit-for-tat",
            "in turn",
            "in protest",
            "as a result",
            "in return",
            "reciprocally",
            "retaliat",
            "responded by",
        ]
        .iter()
        .any(|phrase| text.contains(phrase))
            || s.toks
                .iter()
                .any(|t| matches!(t.lower.as_str(), "response" | "retaliation"))
    }
}
