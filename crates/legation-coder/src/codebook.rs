//! The codebook of acts: what each act is, what it moves, and the wordings that express it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::Effect;

const BUILT_IN: &str = include_str!("../../../codebook/acts.toml");

/// A codebook that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CodebookError {
    /// The file is no TOML, or a field is not as it should be.
    #[error("{file}: {problem}")]
    Toml {
        /// The file.
        file: String,
        /// What is wrong, with its line.
        problem: String,
    },
    /// A wording names a theme that no `[themes]` entry defines.
    #[error(
        "{file}: act '{act}' names the theme '{theme}', which no [themes.{theme}] defines; add it or correct the name"
    )]
    Theme {
        /// The file.
        file: String,
        /// The act.
        act: String,
        /// The unknown theme.
        theme: String,
    },
}

/// The acts and the themes that their wordings name.
#[derive(Clone, Debug, Default)]
pub struct Codebook {
    acts: Vec<Act>,
    themes: BTreeMap<String, Theme>,
}

/// One diplomatic act.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Its id in events: `sever-diplomatic-relations`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub definition: String,
    /// PLOVER category; empty for an act that PLOVER does not code.
    pub event: String,
    /// PLOVER mode.
    #[serde(default)]
    pub mode: Option<String>,
    /// PLOVER contexts.
    #[serde(default)]
    pub context: Vec<String>,
    /// CAMEO code.
    pub cameo: String,
    /// PLOVER 0.8, -10 to 10.
    pub plover_score: f64,
    /// Goldstein (1992), -10 to 10.
    pub goldstein: f64,
    /// What an asserted event does to the ledger.
    #[serde(default)]
    pub moves: Option<Moves>,
    /// The modality that an assertion of this act has, where it is not `asserted`.
    #[serde(default)]
    pub modality: Option<String>,
    /// The modality that it has once it is decided or agreed, where that is not yet the act.
    #[serde(default)]
    pub decided: Option<String>,
    /// The modality that it has where it is announced for later, if that is not `future`.
    #[serde(default)]
    pub announced: Option<String>,
    /// How news puts it.
    #[serde(default, rename = "wording")]
    pub wordings: Vec<Wording>,
}

impl Act {
    /// The aspect of the relation that it moves; empty for an act that moves nothing.
    pub fn aspect(&self) -> &str {
        self.moves
            .as_ref()
            .map_or("", |moves| moves.aspect.as_str())
    }

    /// Whether what stands beside the actor is its object: what is recognised, joined or signed.
    pub fn has_object(&self) -> bool {
        let beside = self.moves.as_ref().and_then(|moves| moves.to.as_deref());
        beside == Some("object")
    }
}

/// What an asserted event does to the ledger.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Moves {
    /// The aspect of the relation.
    pub aspect: String,
    /// The state that it is then in.
    pub state: String,
    /// The role on the one side; without, the pair is not ordered.
    #[serde(default)]
    pub from: Option<String>,
    /// The role on the other side.
    #[serde(default)]
    pub to: Option<String>,
    /// What it is about: a role, or a word for the thing (`embassy`).
    #[serde(default)]
    pub of: Option<String>,
}

/// One way in which news says an act. The fields are explained at the head of `codebook/acts.toml`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Wording {
    pub verbs: Vec<String>,
    pub nouns: Vec<String>,
    pub theme: Option<String>,
    pub direct: Option<String>,
    pub direct_owner: bool,
    pub direct_pre: Option<String>,
    pub direct_optional: bool,
    pub owner: Option<String>,
    pub own: bool,
    pub needs_own: bool,
    pub foreign: Option<String>,
    pub subject: Option<String>,
    pub roles: BTreeMap<String, String>,
    pub not_roles: Vec<String>,
    pub complement: Vec<String>,
    pub complement_owner: Option<String>,
    pub without: Vec<String>,
    pub requires: Vec<String>,
    pub needs_modifier: Vec<String>,
    pub needs_modality: Option<String>,
    pub object_kind: Vec<String>,
    pub actor_kind: Vec<String>,
    pub intransitive: bool,
    pub reflexive: bool,
    pub becomes: bool,
    pub mutual: bool,
    pub partner: bool,
    pub host: bool,
    pub persons: bool,
    pub ahead: bool,
    pub lasting: bool,
    pub obliged: bool,
    pub told: Option<String>,
    pub left_out: Option<String>,
    pub part: Option<bool>,
    pub subject_theme: Option<String>,
    pub unnamed: bool,
    pub parties: usize,
    pub places: bool,
}

/// What a verb is done to.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// The nouns; one of them is the head.
    pub heads: Vec<String>,
    /// Words before the head that make it another thing.
    pub not: Vec<String>,
    /// One of these must stand before the head.
    pub need: Vec<String>,
    /// Words before the head that outweigh `not`.
    pub but: Vec<String>,
    /// Heads that hold only with one of `but` before them.
    pub weak: Vec<String>,
    /// The head must be of one of these ("the level of relations").
    pub of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    act: Vec<Act>,
    #[serde(default)]
    themes: BTreeMap<String, Theme>,
}

impl Codebook {
    /// The codebook that is compiled into the program.
    pub fn built_in() -> Result<Self, CodebookError> {
        Self::from_toml(BUILT_IN, "codebook/acts.toml")
    }

    /// A codebook from TOML text; `file` is how messages name it.
    pub fn from_toml(text: &str, file: &str) -> Result<Self, CodebookError> {
        let mut codebook = Codebook::default();
        codebook.add(text, file)?;
        Ok(codebook)
    }

    /// Adds the acts and themes of another file; what has a known id or name is replaced.
    pub fn add(&mut self, text: &str, file: &str) -> Result<(), CodebookError> {
        let read: File = toml::from_str(text).map_err(|e| CodebookError::Toml {
            file: file.to_owned(),
            problem: e.to_string(),
        })?;
        self.themes.extend(read.themes);
        for act in read.act {
            match self.acts.iter_mut().find(|known| known.id == act.id) {
                Some(known) => *known = act,
                None => self.acts.push(act),
            }
        }
        for act in &self.acts {
            for theme in act.wordings.iter().filter_map(|w| w.theme.as_ref()) {
                if !self.themes.contains_key(theme) {
                    return Err(CodebookError::Theme {
                        file: file.to_owned(),
                        act: act.id.clone(),
                        theme: theme.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    /// All acts, in the order of the file.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The act with this id.
    pub fn act(&self, id: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.id == id)
    }

    /// All themes, by name.
    pub fn themes(&self) -> impl Iterator<Item = &Theme> {
        self.themes.values()
    }

    /// The theme with this name.
    pub fn theme(&self, name: &str) -> Option<&Theme> {
        self.themes.get(name)
    }

    /// What an asserted event of this act among these parties does to the ledger; `None` where it moves nothing.
    pub fn effect(
        &self,
        act: &str,
        actors: &[String],
        recipients: &[String],
        objects: &[String],
    ) -> Option<Effect> {
        let moves = self.act(act)?.moves.as_ref()?;
        let side = |role: &str| match role {
            "actor" => actors.to_vec(),
            "recipient" => recipients.to_vec(),
            _ => objects.to_vec(),
        };
        let (from, to, ordered) = match (&moves.from, &moves.to) {
            (Some(from), Some(to)) => (side(from), side(to), true),
            _ => (actors.to_vec(), recipients.to_vec(), false),
        };
        let sides = from.len() + to.len();
        if sides < 2 || (ordered && (from.is_empty() || to.is_empty())) {
            return None;
        }
        let object = match moves.of.as_deref() {
            // a claim to what has no id of its own (a city, a border) is still a claim
            Some(role @ ("actor" | "recipient" | "object")) => Some(
                side(role)
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "claim".to_owned()),
            ),
            Some(thing) => Some(thing.to_owned()),
            None => None,
        };
        Some(Effect {
            aspect: moves.aspect.clone(),
            state: moves.state.clone(),
            ordered,
            from,
            to,
            object,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_codebook_is_sound() {
        let codebook = Codebook::built_in().unwrap();
        assert!(codebook.acts().len() >= 50);
        let mut ids: Vec<_> = codebook.acts().iter().map(|act| &act.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), codebook.acts().len());
    }

    #[test]
    fn a_wording_with_an_unknown_theme_is_refused_by_name() {
        let text = "[[act]]\nid='x'\nname='X'\ndefinition=''\nevent=''\ncameo='1'\nplover_score=0.0\ngoldstein=0.0\n[[act.wording]]\nverbs=['x']\ntheme='nothing'\n";
        let error = Codebook::from_toml(text, "own.toml")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("own.toml") && error.contains("nothing"),
            "{error}"
        );
    }

    #[test]
    fn severing_moves_the_unordered_pair_and_a_recall_the_ordered_one() {
        let codebook = Codebook::built_in().unwrap();
        let (ukr, prk) = (vec!["UKR".to_owned()], vec!["PRK".to_owned()]);
        let severed = codebook
            .effect("sever-diplomatic-relations", &ukr, &prk, &[])
            .unwrap();
        assert!(!severed.ordered && severed.state == "severed");
        let recalled = codebook
            .effect("recall-ambassador", &ukr, &prk, &[])
            .unwrap();
        assert!(recalled.ordered && recalled.from == ukr && recalled.to == prk);
        assert!(codebook.effect("condemn", &ukr, &prk, &[]).is_none());
    }
}
