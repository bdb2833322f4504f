//! Functions by what they give for constants.

use arrow::util::display::array_value_to_string;
use datafusion::prelude::SessionContext;

use super::*;
use crate::sql::values::text::{Style, Texts};

async fn value(expr: &str) -> String {
    let context = SessionContext::new();
    for function in all() {
        context.register_udf(function.as_ref().clone());
    }
    let batches = match context.sql(&format!("SELECT {expr} AS v")).await {
        Ok(frame) => {
            let schema = frame.schema().inner().clone();
            frame.collect().await.map(|batches| (schema, batches))
        }
        Err(error) => Err(error),
    };
    match batches {
        Ok((schema, batches)) => {
            let column = batches[0].column(0);
            let mut text = String::new();
            Texts::new(schema.field(0), column, Style::Table).unwrap().push(0, &mut text).unwrap();
            if text.is_empty() { array_value_to_string(column, 0).unwrap() } else { text }
        }
        Err(error) => Error::from(error).to_string(),
    }
}

#[tokio::test]
async fn functions_give_what_their_documentation_says() {
    for (expr, expected) in [
        ("tai('2013-06-17')", "2013-06-17T00:00:00"),
        ("tai(0)", "1970-01-01T00:00:00"),
        ("utc('2016-12-31T23:59:60') = tai('2017-01-01T00:00:36')", "true"),
        ("utc('2013-06-17T03:29:30-10:00') = utc('2013-06-17 13:29:30')", "true"),
        ("mjd(56460.5)", "2013-06-17T12:00:00"),
        ("mjd('56460.5')", "2013-06-17T12:00:00"),
        ("mjd(56460)", "2013-06-17T00:00:00"),
        ("mjd(tai('2013-06-17T12:00:00'))", "56460.5"),
        ("timespan('2013-06-17', '2013-06-18')", "[2013-06-17T00:00:00, 2013-06-18T00:00:00)"),
        ("timespan(NULL, NULL)", "(-∞, ∞)"),
        ("timespan('2013-06-18', '2013-06-17')", "(empty)"),
        ("duration(timespan('2013-06-17', '2013-06-18'))", "86400.0"),
        ("duration(timespan('2013-06-17', NULL))", ""),
        ("begin(timespan('2013-06-17', NULL))", "2013-06-17T00:00:00"),
        ("\"end\"(timespan('2013-06-17', NULL))", ""),
        ("timespan_end(timespan(NULL, mjd(56460)))", "2013-06-17T00:00:00"),
        ("overlaps(timespan('2013-06-17', '2013-06-18'), timespan('2013-06-18', NULL))", "false"),
        ("overlaps(timespan('2013-06-17', '2013-06-18'), tai('2013-06-17T12:00:00'))", "true"),
        ("contains(timespan('2013-06-17', '2013-06-18'), '2013-06-18')", "false"),
        ("contains(timespan(NULL, NULL), timespan('2013-06-17', NULL))", "true"),
        ("contains('deepCoadd', 'Coadd')", "true"),
        ("uuid('65cea3b02f4c5f1e9f0e6a1f3e2b7c11')", "65cea3b0-2f4c-5f1e-9f0e-6a1f3e2b7c11"),
        ("uuid_text(uuid('65cea3b02f4c5f1e9f0e6a1f3e2b7c11'))", "65cea3b0-2f4c-5f1e-9f0e-6a1f3e2b7c11"),
        ("data_id('instrument', 'HSC', 'visit', NULL, 'detector', 3)", "{instrument: HSC, detector: 3}"),
        ("data_id('visit')", "call `data_id` is not valid: names and values must alternate, and names be constant texts"),
        ("glob('calexp', 'cal*')", "true"),
        ("glob('calexp', 'c?l*p')", "true"),
        ("glob('calexp', 'Cal*')", "false"),
        ("glob('cal*', 'cal\\*')", "true"),
        ("glob('calexp', 'cal\\*')", "false"),
        ("glob('a%b_', 'a%?_')", "true"),
        ("glob('axb_', 'a%?_')", "false"),
        ("contains(point(10, 20), circle(10.5, 20, 1))", "true"),
        ("contains(circle(10.5, 20, 1), point(10, 20))", "false"),
        ("intersects(circle('ICRS', 0, 0, 1), box(359, 0, 0.5, 0.5))", "true"),
        ("overlaps(circle(0, 0, 1), circle(3, 0, 1))", "false"),
        ("relate(circle(0, 0, 2), circle(0, 0, 1))", "CONTAINS"),
        ("relate(region('CIRCLE 0 0 1'), circle(0, 0, 1))", "EQUAL"),
        ("round(distance(10, 0, 11.5, 0), 9)", "1.5"),
        ("round(distance(point(359, 0), point(1, 0)), 9)", "2.0"),
        ("round(coord1(centroid(circle(350, -30, 1))), 9)", "350.0"),
        ("round(coord2(circle(350, -30, 1)), 9)", "-30.0"),
        ("round(area(box(0, 0, 1, 1)), 4)", "1.0"),
        ("region_from_hex(region_to_hex(point(1, 2))) = point(1, 2)", "true"),
        ("contains(point(1, 1), polygon(0, 0, 3, 0, 0, 3))", "true"),
        ("htm(7, 320.8, -0.2)", "189584"),
        ("healpix(3, 320.8, -0.2)", "298"),
        ("htm_ranges(0, circle(45, 45, 10))[1]['begin']", "15"),
        ("htm_ranges(0, circle(45, 45, 10))[1]['end']", "16"),
        ("array_length(htm_ranges(3, circle(0, 0, 360)))", "1"),
        ("array_length(htm_ranges(3, circle(0, 0, -1)))", "0"),
        ("array_length(htm_ranges(24, circle(0.1, 0, 1))) BETWEEN 1000 AND 60000", "true"),
        ("htm_ranges(10, point(10, 20))[1]['begin'] = htm(10, 10, 20)", "true"),
        ("htm_ranges(12, circle(10, 10, 1)) = htm_ranges(12, region('CIRCLE 10 10 1'))", "true"),
        ("htm_ranges(7, NULL)", ""),
        ("htm_ranges(25, point(0, 0))", "level `25` is not valid: HTM pixelization is not valid: level 25 is above 24"),
        ("healpix_ranges(0, point(320.8, 80))[1]['begin']", "3"),
        ("healpix_ranges(1.5, point(0, 0))", "level `1.5` is not valid: HEALPix pixelization is not valid: level 255 is above 17"),
        ("round(nanojanskyToAbMag(1.0), 9)", "31.4"),
        ("round(scisql_nanojanskyToAbMag(3630780547701), 9)", "0.0"),
        ("nanojanskyToAbMag(-1.0)", ""),
        ("nanojanskyToAbMag(0)", ""),
        ("nanojanskyToAbMag(NULL)", ""),
        ("round(nanojanskyToAbMagSigma(100.0, 1.0), 6)", "0.010857"),
        ("nanojanskyToAbMagSigma(-100.0, 1.0)", ""),
        ("round(abMagToNanojansky(31.4), 9)", "1.0"),
        ("round(abMagToNanojansky(nanojanskyToAbMag(17.0)), 9)", "17.0"),
        ("round(abMagToNanojanskySigma(26.4, 0.01), 6)", "0.921034"),
        ("round(fluxToAbMag(1e-20), 9)", "1.4"),
        ("round(fluxToAbMagSigma(1e-20, 1e-22), 6)", "0.010857"),
        ("round(fluxToAbMag(abMagToFlux(20.0)), 9)", "20.0"),
        ("round(abMagToFluxSigma(1.4, 0.01) * 1e22, 6)", "0.921034"),
        ("round(dnToAbMag(1000.0, 1e10), 9)", "17.5"),
        ("round(dnToAbMagSigma(1000.0, 10.0, 1e10, 1e8), 6)", "0.015355"),
        ("round(abMagToDn(17.5, 1e10), 6)", "1000.0"),
        ("round(abMagToDnSigma(17.5, 0.01, 1e10, 0), 6)", "9.21034"),
        ("round(fluxToDn(dnToFlux(1000.0, 6.3e10), 6.3e10), 6)", "1000.0"),
        ("round(fluxToAbMag(dnToFlux(1000.0, 1e10)), 9)", "17.5"),
        ("round(dnToFluxSigma(1000.0, 10.0, 1e10, 1e8) / dnToFlux(1000.0, 1e10), 6)", "0.014142"),
        ("round(fluxToDnSigma(1e-29, 1e-31, 1e10, 1e8) / fluxToDn(1e-29, 1e10), 6)", "0.014142"),
        ("dnToAbMag(1.0)", "call `dntoabmag(Float64)` is not valid: it takes two numbers"),
        ("htm(99, 0, 0)", "level `99` is not valid: HTM pixelization is not valid: level 99 is above 24"),
        ("circle('GALACTIC', 0, 0, 1)", "frame `GALACTIC` is not valid: only `ICRS` is known"),
        ("circle(0, 0)", "call `circle(Int64, Int64)` is not valid: it takes a position and a radius in degrees"),
        ("tai('yesterday')", "time `yesterday` is not valid: it is not a date like `2013-06-17`"),
        ("timespan(1.5, 2)", "call `timespan(Float64, Int64)` is not valid: it takes two times"),
        ("uuid('x')", "UUID `x` is not valid: it is not 32 hexadecimal digits like `65cea3b0-2f4c-5f1e-9f0e-6a1f3e2b7c11`"),
    ] {
        assert_eq!(value(expr).await, expected, "{expr}");
    }
}

#[tokio::test]
async fn glob_of_a_column_matches_as_of_a_constant() {
    let context = SessionContext::new();
    context.register_udf(all().iter().find(|f| f.name() == "glob").unwrap().as_ref().clone());
    let text = "SELECT count(*) FROM (VALUES ('a*'), ('ab'), ('abc')) t(v) WHERE glob(v, replace('a*', 'x', 'y'))";
    let batches = context.sql(text).await.unwrap().collect().await.unwrap();
    assert_eq!(array_value_to_string(batches[0].column(0), 0).unwrap(), "3");
}

#[test]
fn every_function_is_documented_once() {
    let text = reference();
    for function in all() {
        assert!(function.documentation().is_some(), "{}", function.name());
    }
    assert_eq!(
        text.matches("#### ").count(),
        all().len()
            + registry::descriptions().count()
            + crate::sql::images::wcs::DESCRIPTIONS.len()
            + crate::sql::table_functions::descriptions().count()
    );
}

#[test]
fn the_documentation_lists_the_functions_as_they_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/sql.md");
    let document = std::fs::read_to_string(path).unwrap();
    let (before, _) = document.split_once("## Functions\n").expect("docs/sql.md has a section `Functions`");
    let expected = format!("{before}## Functions\n\n{}", reference());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &expected).unwrap();
    } else {
        assert_eq!(document, expected, "run the tests with BLESS=1 to write it anew");
    }
}
