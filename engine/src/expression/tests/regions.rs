use crate::sphere::Region;

use super::*;
use crate::ErrorKind;

fn hex(region: &Region) -> String {
    region.encode().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
fn region(text: &str) -> Region {
    match visits().ok(&format!("visit.region OVERLAPS {text}")) {
        Predicate::Test(Test::RegionOverlaps(column, region)) if column == field("visit", "region") => region,
        other => panic!("{other:?}"),
    }
}

#[test]
fn regions_are_those_of_sphgeom_bit_for_bit() {
    let circle = "63a6299ff7ccd0e83f68d57a2cfe33e4bfe296e2ea42df71bfb0687ede9b8da93ef561b70371984c3f";
    assert_eq!(hex(&region("CIRCLE(320.85, -0.25, 0.05)")), circle);
    assert_eq!(hex(&region("REGION('CIRCLE 320.85 -0.25 0.05')")), circle);
    assert_eq!(hex(&region("BOX(0, 0, 0.1, 0.1)")), "625d0fbc9016211940f561b70371984c3ff561b70371984cbff561b70371984c3f");
    assert_eq!(hex(&region("BOX(1, 89, 4, 10)")), "627bdaa10d1c101940d6eb7bf3e9ceaa3f5b6e0cb50c75f73f182d4454fb21f93f");
    assert_eq!(hex(&region("BOX(10, 0, 400, 1)")), "620000000000000000182d4454fb211940399d52a246df81bf399d52a246df813f");
    assert_eq!(hex(&region("POINT(10, -1)")), "638f4db4fe5082ef3fe25a8fa23c39c63f1edd892b0bdf91bf00000000000000000000000000000000");
    assert_eq!(
        hex(&region("POLYGON(9.5, -2, 11.2, -2, 9.5, 1, 11.2, 1)")),
        "70566d64d0ba8aef3f742a4341fc1cc53f27dcf7c958dea1bf009931de165fef3f864fe145cbd8c83f27dcf7c958dea1bf424e1abec262ef3ffaca79acb3dbc83f1edd892b0bdf913fb4bbbfcb6b8eef3fd30d40cc741fc53f1edd892b0bdf913f"
    );
}

#[test]
fn regions_can_be_binds_and_stand_on_either_side() {
    let encoded = region("POINT(10, -1)").encode();
    let setting = visits().bind("r", BindValue::Region(encoded)).bind("pos", "CIRCLE 1 2 3").bind("ra", 1).bind("dec", 2.5);
    for good in [
        "visit.region OVERLAPS :r",
        ":r OVERLAPS visit.region",
        "POINT(1, 2) OVERLAPS visit.region",
        "visit.region OVERLAPS REGION(:pos)",
        "visit.region OVERLAPS REGION(pos)",
        "visit.region OVERLAPS POINT(:ra, -:dec)",
        "visit.region OVERLAPS POINT(+1, - -2)",
        "visit.region OVERLAPS CIRCLE(1, 2, -3)",
        "visit.region OVERLAPS REGION('RANGE -Inf +Inf 3 4')",
    ] {
        setting.ok(good);
    }
}

#[test]
fn what_is_no_region_is_refused() {
    for bad in [
        "POINT(1)",
        "POINT(1, 91)",
        "POINT(1e999, 1)",
        "POINT(visit, 2)",
        "POINT(NULL, 2)",
        "POINT('1', 2)",
        "CIRCLE(1, 2)",
        "CIRCLE(1, 2, 3 + 1)",
        "BOX(1, 95, 4, 10)",
        "POLYGON(1, 2, 3, 4)",
        "POLYGON(1, 2, 3, 4, 5)",
        "POLYGON(1, 1, 1, 1, 1, 1)",
        "POLYGON(0, 0, 1, 0, 2, 0)",
        "REGION('CIRCLE 1 2')",
        "REGION('circle 1 2 3')",
        "REGION('')",
        "REGION('POLYGON 1 2 3 4')",
        "REGION('CIRCLE 1 2 x')",
        "REGION(3)",
        "REGION(visit)",
        "'CIRCLE 1 2 3'",
        "FOO(1)",
    ] {
        visits().refused(&format!("visit.region OVERLAPS {bad}"));
    }
    visits().refused("POINT(1, 2) OVERLAPS POINT(1, 2)");
    visits().refused("POINT(1, 2)");
    visits().bind("r", BindValue::Region(vec![1, 2, 3])).refused("visit.region OVERLAPS :r");
}

#[test]
fn overlaps_of_regions_stand_alone_or_after_and() {
    let setting = visits();
    for bad in [
        "NOT visit.region OVERLAPS POINT(1, 2)",
        "visit = 1 OR visit.region OVERLAPS POINT(1, 2)",
        "NOT (visit = 1 AND visit.region OVERLAPS tract.region)",
    ] {
        assert_eq!(setting.refused(bad).kind(), ErrorKind::Unsupported, "{bad}");
    }
    setting.ok("NOT NOT visit.region OVERLAPS POINT(1, 2)");
}

#[test]
fn elements_of_one_family_are_not_joined_by_overlap() {
    let setting = visits();
    setting.refused("visit.region OVERLAPS visit_detector_region.region");
    setting.refused("visit.region OVERLAPS visit.region");
    setting.refused("exposure.timespan OVERLAPS visit.timespan");
    setting.refused("visit = 1 OR exposure.timespan OVERLAPS day_obs.timespan");
    setting.refused("visit.timespan OVERLAPS exposure.timespan");
    assert_eq!(setting.ok("visit.region OVERLAPS patch.region AND visit = 1").spatial_joins(), [("visit", "patch")]);
    let setting = setting.dataset("bias", &["detector"]);
    assert_eq!(setting.ok("NOT bias.timespan OVERLAPS visit.timespan").temporal_joins().len(), 1);
}
