//! What was found, in lines for the eye.

use serde_json::Value as Json;

/// A line for each HDU; below it columns, or what is known of the image.
pub fn summary(told: &Json) -> Vec<String> {
    let mut lines = Vec::new();
    let packed = if told["gzip_container"] == true { ", a gzip stream" } else { "" };
    lines.push(format!("{} bytes{packed}", told["bytes"]));
    for hdu in told["hdus"].as_array().into_iter().flatten() {
        lines.push(head(hdu));
        if let Some(aliases) = hdu["aliases"].as_object() {
            let slots = aliases.iter().filter(|(alias, _)| alias.starts_with("slot_"));
            let slots: Vec<String> = slots.map(|(alias, target)| format!("{alias}={}", plain(target))).collect();
            lines.push(format!("    {} aliases: {}", aliases.len(), slots.join(" ")).trim_end_matches([' ', ':']).to_owned());
        }
        for key in ["tile_compression", "archive_keys"] {
            if let Some(pairs) = hdu[key].as_object().filter(|pairs| !pairs.is_empty()) {
                let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
                lines.push(format!("    {}: {}", key.replace('_', " "), pairs.join(" ")));
            }
        }
        if let Some(stats) = hdu.get("stats") {
            lines.push(format!("    {}", statistics(stats)));
        }
        if let Some(digest) = hdu["sha256_native_be"].as_str() {
            lines.push(format!("    sha256 of the pixels: {digest}"));
        }
        for (name, plane) in hdu["mask_planes"].as_object().into_iter().flatten() {
            let pixels = plane.get("pixels").map_or(String::new(), |pixels| format!(": {pixels} pixels"));
            lines.push(format!("    bit {} {name}{pixels}", plane["bit"]));
        }
        hdu["columns"].as_array().into_iter().flatten().for_each(|column| lines.push(format!("    {}", of_column(column))));
        for flag in hdu["flags"].as_array().into_iter().flatten() {
            let count = flag.get("true").map_or(String::new(), |count| format!(": {count} rows"));
            lines.push(format!("    flag {} {}{count}", flag["bit"], plain(&flag["name"])));
        }
    }
    lines
}

fn head(hdu: &Json) -> String {
    let name = hdu["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("-");
    let kind = hdu["kind"].as_str().unwrap_or("").trim_end_matches("HDU");
    let size = match hdu.get("rows") {
        Some(rows) => format!("{rows} rows, {} columns, {} bytes a row", hdu["tfields"], hdu["row_bytes"]),
        None => {
            let shape = hdu.get("shape").or_else(|| hdu["stats"].get("shape"));
            shape.map_or_else(|| "no data".to_owned(), |shape| format!("{shape} of BITPIX {}", hdu["bitpix"]))
        }
    };
    let more: Vec<String> = ["EXTTYPE", "AFW_TYPE"].iter().filter_map(|key| Some(format!(" {}", hdu.get(*key)?.as_str()?))).collect();
    format!("HDU {} {name} ({kind}{}): {size}", hdu["index"], more.concat())
}

fn of_column(column: &Json) -> String {
    let mut line = format!("{} {}", plain(&column["name"]), plain(&column["form"]));
    if let Some(unit) = column["unit"].as_str() {
        line.push_str(&format!(" [{unit}]"));
    }
    if let Some(doc) = column["doc"].as_str() {
        line.push_str(&format!(" {doc}"));
    }
    if let Some(stats) = column.get("stats") {
        line.push_str(&format!("; {}", statistics(stats)));
    }
    line
}

fn statistics(stats: &Json) -> String {
    let told = stats.as_object().into_iter().flatten().filter(|(key, _)| *key != "shape");
    told.map(|(key, value)| format!("{key} {}", plain(value))).collect::<Vec<_>>().join(", ")
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim_end().to_owned())
}
