//! What the tables hold.

use super::*;

async fn check(text: &str, expected: &[&str]) {
    let registry = populated().await;
    assert_eq!(ask(&session(registry), text).await, expected, "{text}");
}

#[tokio::test]
async fn a_data_id_is_printed_without_its_nulls() {
    check(
        "SELECT dataId FROM datasets WHERE type='calexp' ORDER BY visit",
        &[
            "dataId",
            "{band: i, instrument: Cam, day_obs: 20200101, detector: 0, physical_filter: Cam-i, visit: 1}",
            "{band: r, instrument: Cam, day_obs: 20200101, detector: 1, physical_filter: Cam-r, visit: 2}",
            "{band: i, instrument: Cam, day_obs: 20200101, detector: 1, physical_filter: Cam-i, visit: 3}",
        ],
    )
    .await;
}

#[tokio::test]
async fn removed_datasets_are_not_counted_and_not_shown() {
    check("SELECT count(*) FROM datasets", &["count(*)", "5"]).await;
    check("SELECT run, visit FROM datasets WHERE visit = 1", &["run|visit", "run2|1"]).await;
    check("SELECT type, count(*) AS n FROM datasets GROUP BY type ORDER BY type", &["type|n", "bias|2", "calexp|3"]).await;
}

#[tokio::test]
async fn counts_by_type_and_run_take_conditions_on_them() {
    check(
        "SELECT d.type, d.run, count(*) FROM datasets d WHERE d.run LIKE 'run%' AND type <> 'raw' GROUP BY 1, 2 ORDER BY 1, 2",
        &["type|run|count(*)", "bias|run2|2", "calexp|run1|1", "calexp|run2|2"],
    )
    .await;
    check("SELECT count(*) FROM datasets WHERE type = 'nope'", &["count(*)", "0"]).await;
    check("SELECT count(type) AS n FROM datasets WHERE run = 'run1'", &["n", "1"]).await;
    check("SELECT DISTINCT type FROM datasets ORDER BY 1", &["type", "bias", "calexp"]).await;
    check("SELECT run FROM datasets GROUP BY run HAVING count(*) > 1", &["run", "run2"]).await;
}

#[tokio::test]
async fn collections_know_children_and_parents() {
    check(
        "SELECT name, type, children, parents FROM collections WHERE name IN ('chain', 'tag')",
        &["name|type|children|parents", "chain|CHAINED|[run2, tag, calib]|[]", "tag|TAGGED|[]|[chain]"],
    )
    .await;
}

#[tokio::test]
async fn dataset_types_have_all_dimensions() {
    check(
        "SELECT name, dimensions, storage_class, is_calibration FROM dataset_types ORDER BY name",
        &[
            "name|dimensions|storage_class|is_calibration",
            "bias|[instrument, detector]|ExposureF|true",
            "calexp|[band, instrument, day_obs, detector, physical_filter, visit]|ExposureF|false",
        ],
    )
    .await;
}

#[tokio::test]
async fn tags_and_validity_have_data_ids() {
    check("SELECT collection, type, dataId.visit AS v FROM tags", &["collection|type|v", "tag|calexp|2"]).await;
    check(
        "SELECT collection, dataId, timespan FROM validity WHERE contains(timespan, tai('2020-01-01'))",
        &["collection|dataId|timespan", "calib|{instrument: Cam, detector: 0}|[1970-01-01T00:00:00, ∞)"],
    )
    .await;
}

#[tokio::test]
async fn dimension_records_are_tables() {
    check(
        "SELECT v.id, v.physical_filter, d.full_name FROM visit v JOIN detector d USING (instrument) WHERE v.id = 3 AND d.id < 2 ORDER BY 3",
        &["id|physical_filter|full_name", "3|Cam-i|d0", "3|Cam-i|d1"],
    )
    .await;
}

#[tokio::test]
async fn commits_say_what_they_added_and_removed() {
    check(
        "SELECT operation, removed FROM commits WHERE operation = 'certify'",
        &["operation|removed", "certify|[{table: collection, rows: 1}, {table: dataset, rows: 1}]"],
    )
    .await;
}

#[tokio::test]
async fn find_first_takes_the_first_collection_for_each_data_id() {
    check("SELECT visit, run FROM find_first('calexp', 'chain') ORDER BY visit", &["visit|run", "1|run2", "2|run1", "3|run2"]).await;
    check("SELECT visit, run FROM find_first('calexp', 'run1,run2') WHERE visit < 3 ORDER BY visit", &["visit|run", "1|run2", "2|run1"])
        .await;
    check("SELECT visit FROM find_first('calexp', 'run1')", &["visit", "2"]).await;
}

#[tokio::test]
async fn datasets_in_a_chain_come_once_for_each_collection() {
    check(
        "SELECT type, visit, detector, collection FROM datasets_in('chain') ORDER BY 1, 2, 3, 4",
        &[
            "type|visit|detector|collection",
            "bias||0|calib",
            "bias||0|run2",
            "bias||1|run2",
            "calexp|1|0|run2",
            "calexp|2|1|tag",
            "calexp|3|1|run2",
        ],
    )
    .await;
}

#[tokio::test]
async fn certified_gives_what_is_valid_at_a_time() {
    check("SELECT detector, run FROM certified('bias', 'chain', tai('2020-01-01'))", &["detector|run", "0|run2"]).await;
    check("SELECT detector, run FROM certified('bias', 'chain', '1960-01-01')", &["detector|run"]).await;
    check("SELECT detector, collection FROM certified('bias', 'calib')", &["detector|collection", "0|calib"]).await;
}

#[tokio::test]
async fn a_dataset_is_found_by_the_text_of_its_uuid() {
    let registry = populated().await;
    let session = session(registry);
    for (id, run) in [(calexp_id(1, (2, 1)), "run1"), (calexp_id(2, (3, 1)), "run2"), (bias_id("run2", 1), "run2")] {
        assert_eq!(ask(&session, &format!("SELECT run FROM datasets WHERE id = '{id}'")).await, ["run", run]);
        assert_eq!(
            ask(&session, &format!("SELECT run FROM datasets WHERE id IN (uuid('{id}'), '{}')", uuid::Uuid::nil())).await,
            ["run", run]
        );
        assert_eq!(
            ask(&session, &format!("SELECT run FROM datasets WHERE CAST(id AS text) LIKE '{}%'", &id.to_string()[..13])).await,
            ["run", run]
        );
    }
    let gone = calexp_id(1, (1, 0));
    assert_eq!(ask(&session, &format!("SELECT run FROM datasets WHERE '{gone}' = id")).await, ["run"]);
}

#[tokio::test]
async fn an_older_state_is_asked_as_it_was() {
    let registry = populated().await;
    let old = registry.as_of(crate::registry::AsOf::Version(3)).await.unwrap();
    let session = Session::new(old, registry.files().clone(), Options::default()).unwrap();
    assert_eq!(ask(&session, "SELECT run, visit FROM datasets ORDER BY 2").await, ["run|visit", "run1|1", "run1|2"]);
}
