//! Alone in its program: it is about who loads the model first.

use legation_encoder::Model;
use rayon::prelude::*;

#[test]
fn a_thread_pool_that_needs_the_model_all_at_once_gets_it() {
    let knowing = (0..64)
        .into_par_iter()
        .filter(|_| Model::built_in().tells_acts() && !Model::small().tells_acts());
    assert_eq!(knowing.count(), 64);
}
