//! The order of searches, cycles, and the order in which collections can be made.

use proptest::prelude::*;

use super::*;

fn collections(chains: &[(&str, &[&str])], runs: &[&str]) -> Collections {
    let runs = runs.iter().map(|name| Collection::new(*name, CollectionType::Run).unwrap());
    let chains = chains.iter().map(|(name, children)| Collection::chain(*name, children.iter().copied()).unwrap());
    runs.chain(chains).map(|c| (c.name.clone(), c)).collect()
}

fn names(found: &[&Collection]) -> Vec<String> {
    found.iter().map(|c| c.name.clone()).collect()
}

#[test]
fn a_search_goes_depth_first_and_visits_each_once() {
    let all = collections(&[("top", &["low", "b", "a"]), ("low", &["c", "b"])], &["a", "b", "c"]);
    assert_eq!(names(&flatten(&all, &["top"], Chains::Flatten).unwrap()), ["c", "b", "a"]);
    assert_eq!(names(&flatten(&all, &["top"], Chains::FlattenAndKeep).unwrap()), ["top", "low", "c", "b", "a"]);
    assert_eq!(names(&flatten(&all, &["a", "top"], Chains::Flatten).unwrap()), ["a", "c", "b"]);
    assert_eq!(names(&flatten(&all, &["top", "a"], Chains::Keep).unwrap()), ["top", "a"]);
    let error = flatten(&all, &["topp"], Chains::Keep).unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `top`?");
}

#[test]
fn a_chain_can_t_contain_itself() {
    let all = collections(&[("top", &["low"]), ("low", &["a"])], &["a"]);
    assert!(check_children(&all, "low", &["a"]).is_ok());
    for (name, child) in [("low", "low"), ("low", "top")] {
        let error = check_children(&all, name, &[child]).unwrap_err().to_string();
        assert!(error.contains("chain `low` is in conflict"), "{error}");
    }
    let error = check_children(&all, "low", &["x"]).unwrap_err().to_string();
    assert_eq!(error, "cannot define the chain `low`: collection `x` does not exist");
}

#[test]
fn parents_and_patterns_are_listed_by_name() {
    let all = collections(&[("z", &["a"]), ("y", &["a", "b"])], &["a", "b"]);
    assert_eq!(parents(&all, "a"), ["y", "z"]);
    assert_eq!(names(&matching(&all, &[Glob::new("[xyz]"), Glob::new("b")])), ["b", "y", "z"]);
    assert_eq!(matching(&all, &[]).len(), 4);
    assert_eq!(names(&children_first(&all).unwrap()), ["a", "b", "y", "z"]);
}

proptest! {
    #[test]
    fn accepted_chains_never_have_a_cycle(edits in proptest::collection::vec((0..6_usize, proptest::collection::vec(0..6_usize, 0..4)), 0..30)) {
        let name = |i: usize| format!("c{i}");
        let mut all: Collections = (0..6).map(|i| (name(i), Collection::chain(name(i), [] as [String; 0]).unwrap())).collect();
        for (parent, children) in edits {
            let children: Vec<String> = children.into_iter().map(name).collect();
            if check_children(&all, &name(parent), &children).is_ok() {
                all.insert(name(parent), Collection::chain(name(parent), children).unwrap());
            }
        }
        let order = names(&children_first(&all).unwrap());
        prop_assert_eq!(order.len(), 6);
        for chain in all.values() {
            let place = |n: &String| order.iter().position(|m| m == n).unwrap();
            prop_assert!(chain.children.iter().all(|child| place(child) < place(&chain.name)));
        }
    }
}
