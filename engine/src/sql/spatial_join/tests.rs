//! The join gives what a nested loop gives.

use std::sync::Arc;

use arrow::array::{AsArray, BinaryArray, Int64Array, RecordBatch};
use arrow::datatypes::Int64Type;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use proptest::prelude::*;

use crate::sphere::{Circle, ConvexPolygon, Interval1d, LonLat, LonLatBox, NormalizedAngleInterval, Region, UnitVector3d};
use crate::sql::{functions, spatial_joins};

/// A row of a table: a key and a region.
type Row = (Option<i64>, Option<Region>);

#[derive(Clone, Copy)]
enum Joins {
    Nested,
    Spatial,
}

fn session(joins: Joins, memory_bytes: usize) -> SessionContext {
    // Small batches, so that there are many.
    let config = SessionConfig::new().with_target_partitions(3).with_batch_size(4);
    let runtime = RuntimeEnvBuilder::new().with_memory_limit(memory_bytes, 1.0).build_arc().unwrap();
    let mut state = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime).with_default_features();
    if let Joins::Spatial = joins {
        state = state.with_physical_optimizer_rules(spatial_joins::physical_rules());
    }
    let mut state = state.build();
    for function in functions::all() {
        datafusion::execution::FunctionRegistry::register_udf(&mut state, function.clone()).unwrap();
    }
    SessionContext::new_with_state(state)
}

fn batch(rows: &[Row]) -> RecordBatch {
    let regions: Vec<Option<Vec<u8>>> = rows.iter().map(|(_, region)| region.as_ref().map(Region::encode)).collect();
    let numbers = Int64Array::from_iter_values(0..rows.len() as i64);
    let keys: Int64Array = rows.iter().map(|(key, _)| *key).collect();
    let regions: BinaryArray = regions.iter().map(Option::as_deref).collect();
    RecordBatch::try_from_iter_with_nullable([
        ("n", Arc::new(numbers) as _, false),
        ("k", Arc::new(keys) as _, true),
        ("region", Arc::new(regions) as _, true),
    ])
    .unwrap()
}

async fn tables(session: &SessionContext, tables: [(&str, &[Row]); 2]) {
    for (name, rows) in tables {
        session.register_batch(name, batch(rows)).unwrap();
    }
}

async fn pairs(session: &SessionContext, query: &str) -> Vec<(i64, i64)> {
    let mut pairs = Vec::new();
    for batch in session.sql(query).await.unwrap().collect().await.unwrap() {
        let column = |i: usize| batch.column(i).as_primitive::<Int64Type>().values().to_vec();
        pairs.extend(column(0).into_iter().zip(column(1)));
    }
    pairs.sort_unstable();
    pairs
}

async fn explained(session: &SessionContext, query: &str) -> String {
    let batches = session.sql(&format!("EXPLAIN {query}")).await.unwrap().collect().await.unwrap();
    let column = |b: &RecordBatch| b.column(1).as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>();
    batches.iter().flat_map(column).collect::<Vec<_>>().join("\n")
}

const QUERIES: [&str; 9] = [
    "SELECT a.n, b.n FROM a JOIN b ON overlaps(a.region, b.region)",
    "SELECT a.n, b.n FROM a, b WHERE intersects(b.region, a.region)",
    "SELECT a.n, b.n FROM a JOIN b ON a.k = b.k AND overlaps(a.region, b.region)",
    "SELECT a.n, b.n FROM a JOIN b ON (a.k IS NOT DISTINCT FROM b.k) AND overlaps(a.region, b.region)",
    "SELECT a.n, b.n FROM a JOIN b ON overlaps(a.region, b.region) AND a.n <> b.n + 1 AND a.k + b.k < 3",
    "SELECT a.n, b.n FROM a JOIN b ON contains(a.region, b.region)",
    "SELECT a.n, b.n FROM a JOIN b ON contains(b.region, a.region) AND a.k = b.k + 1",
    "SELECT a.n, b.n FROM a JOIN b ON overlaps(a.region, b.region) AND contains(b.region, a.region)",
    "SELECT a.n, b.n FROM a JOIN b ON contains(point(20.0 * a.n, 3.0 * a.n - 5.0), b.region)",
];

async fn agree(a: &[Row], b: &[Row]) -> Result<(), TestCaseError> {
    let (nested, spatial) = (session(Joins::Nested, 1 << 30), session(Joins::Spatial, 1 << 30));
    for session in [&nested, &spatial] {
        tables(session, [("a", a), ("b", b)]).await;
    }
    for query in QUERIES {
        prop_assert_eq!(pairs(&spatial, query).await, pairs(&nested, query).await, "{}", query);
    }
    Ok(())
}

fn point() -> impl Strategy<Value = UnitVector3d> {
    prop_oneof![
        3 => (0.0..std::f64::consts::TAU, -1.5..1.5f64).prop_map(|(lon, lat)| UnitVector3d::from_lon_lat_rad(lon, lat)),
        2 => (-0.1..0.1f64, -0.1..0.1f64).prop_map(|(lon, lat)| UnitVector3d::from_lon_lat_rad(lon, lat)),
        1 => (0.0..std::f64::consts::TAU).prop_map(|lon| UnitVector3d::from_lon_lat_rad(lon, 1.56)),
        1 => prop_oneof![Just(UnitVector3d::Z), Just(-UnitVector3d::Z), Just(UnitVector3d::X)],
    ]
}

fn region() -> impl Strategy<Value = Region> {
    let size = || prop_oneof![1e-6..1e-4f64, 0.01..0.2f64, 0.2..1.5f64];
    let circle = (point(), size()).prop_map(|(c, r)| Region::from(Circle::new(c, r)));
    let lonlat_box = (point(), size(), size()).prop_map(|(c, w, h)| {
        let c = LonLat::from(c);
        let lon = NormalizedAngleInterval::of_point(c.lon_rad()).dilated_by(w);
        Region::from(LonLatBox::new(lon, Interval1d::new(c.lat_rad() - h, c.lat_rad() + h)))
    });
    let polygon = (point(), size(), -0.9..0.9f64).prop_filter_map("flat", |(c, r, turn)| {
        let corner = |dx: f64, dy: f64| {
            let moved = c.vector() + UnitVector3d::from_lon_lat_rad(turn + dx, dy).vector() * r;
            moved.normalized().map(|(v, _)| v)
        };
        let corners = [corner(0.0, 0.0)?, corner(1.6, 0.2)?, corner(0.1, 1.3)?, corner(4.0, -0.7)?];
        ConvexPolygon::convex_hull(&corners).ok().map(Region::from)
    });
    let whole = prop_oneof![Just(Region::from(Circle::FULL)), Just(Circle::EMPTY.into()), Just(Region::from(LonLatBox::FULL))];
    let simple = prop_oneof![4 => circle, 2 => lonlat_box, 4 => polygon, 1 => whole];
    simple.prop_recursive(1, 3, 3, |inner| {
        let operands = prop::collection::vec(inner, 0..3);
        prop_oneof![operands.clone().prop_map(Region::union), operands.prop_map(Region::intersection)]
    })
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    // A few regions that many rows share.
    (
        prop::collection::vec(region(), 1..6),
        prop::collection::vec((prop::option::of(0..3i64), prop::option::weighted(0.9, any::<prop::sample::Index>())), 0..30),
    )
        .prop_map(|(regions, rows)| rows.into_iter().map(|(key, index)| (key, index.map(|i| i.get(&regions).clone()))).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_join_gives_the_rows_of_a_nested_loop(a in rows(), b in rows()) {
        tokio::runtime::Runtime::new().unwrap().block_on(agree(&a, &b))?;
    }
}

#[tokio::test]
async fn joins_of_regions_are_planned_as_such() {
    let session = session(Joins::Spatial, 1 << 30);
    let small: Vec<Row> = vec![(Some(1), Some(Circle::FULL.into()))];
    let large: Vec<Row> = (0..20).map(|k| (Some(k), Some(Circle::FULL.into()))).collect();
    tables(&session, [("a", &large), ("b", &small)]).await;
    for query in QUERIES {
        let plan = explained(&session, query).await;
        assert!(plan.contains("SpatialJoinExec"), "{plan}");
        assert!(!plan.contains("NestedLoopJoinExec") && !plan.contains("HashJoinExec"), "{plan}");
    }
    let plan = explained(&session, QUERIES[0]).await;
    assert!(plan.contains("build=right, projection=[n, n]"), "the smaller side is kept: {plan}");
    for other in [
        "SELECT a.n, b.n FROM a LEFT JOIN b ON overlaps(a.region, b.region)",
        "SELECT a.n, b.n FROM a JOIN b ON overlaps(a.region, b.region) OR a.n = 1",
        "SELECT a.n, b.n FROM a JOIN b ON NOT overlaps(a.region, b.region)",
        "SELECT a.n, b.n FROM a JOIN b ON contains(CAST(a.n AS text), CAST(b.n AS text))",
    ] {
        let plan = explained(&session, other).await;
        assert!(!plan.contains("SpatialJoinExec"), "{plan}");
    }
}

#[tokio::test]
async fn a_side_that_does_not_fit_the_memory_is_an_error() {
    let session = session(Joins::Spatial, 2000);
    let many: Vec<Row> = (0..100).map(|k| (Some(k), Some(Circle::FULL.into()))).collect();
    tables(&session, [("a", &many), ("b", &many)]).await;
    let failed = session.sql(QUERIES[0]).await.unwrap().collect().await.unwrap_err();
    assert!(failed.to_string().contains("SpatialJoinExec"), "{failed}");
}
