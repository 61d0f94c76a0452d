import Foundation
import Vocabulary

extension SplinkModel {
    /// A model from the bytes of its JSON file.
    ///
    /// - Throws: `Fault` naming what is missing or wrong.
    package init(json: Data) throws(Fault) {
        let value: SplinkJSON
        do {
            value = try JSONDecoder().decode(SplinkJSON.self, from: json)
        } catch {
            throw Fault(
                .splinkModel,
                "the model is not JSON",
                help: "save the model anew with `linker.misc.save_model_to_json`",
                cause: error
            )
        }
        try self.init(value)
    }

    /// The JSON of the model, as Splink reads it; keys in alphabetical order.
    package func json() throws(Fault) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(value)
        } catch {
            throw Fault(.splinkModel, "the model has a number that JSON cannot hold", cause: error)
        }
    }

    init(_ value: SplinkJSON) throws(Fault) {
        var object = try SplinkObject(value, "the model")
        let link = try object.text("link_type")
        guard let link, let linkType = LinkType(rawValue: link) else {
            throw SplinkFault.model("`link_type` of the model is `\(link ?? "")`, not one of Splink's three")
        }
        if let dialect = object.rest["sql_dialect"]?.text, dialect != "duckdb" {
            throw Fault(
                .splinkModel,
                "the model is written for `\(dialect)`",
                help: "save it from a linker over DuckDB: the SQL of its levels differs by database"
            )
        }
        guard let prior = try object.number("probability_two_random_records_match"), prior > 0, prior < 1 else {
            throw SplinkFault.model("`probability_two_random_records_match` is missing or not between 0 and 1")
        }
        var rules: [SplinkBlockingRule] = []
        for rule in try object.list("blocking_rules_to_generate_predictions") ?? [] {
            rules.append(try SplinkBlockingRule(rule, rules.count + 1))
        }
        var comparisons: [SplinkComparison] = []
        for comparison in try object.list("comparisons") ?? [] {
            comparisons.append(try SplinkComparison(comparison, comparisons.count + 1))
        }
        guard !comparisons.isEmpty else { throw SplinkFault.model("the model has no comparisons") }
        self.init(
            linkType: linkType,
            probabilityTwoRandomRecordsMatch: prior,
            blockingRules: [],
            comparisons: comparisons,
            uniqueIDColumn: try object.text("unique_id_column_name") ?? "unique_id",
            sourceColumn: try object.text("source_dataset_column_name") ?? "source_dataset"
        )
        blockingRules = rules
        shareColumnPrefix = try object.text("term_frequency_adjustment_column_prefix") ?? "tf_"
        other = object.rest
    }

    var value: SplinkJSON {
        var object = other
        object["link_type"] = .text(linkType.rawValue)
        object["probability_two_random_records_match"] = .number(probabilityTwoRandomRecordsMatch)
        object["blocking_rules_to_generate_predictions"] = .list(blockingRules.map(\.value))
        object["comparisons"] = .list(comparisons.map(\.value))
        object["unique_id_column_name"] = .text(uniqueIDColumn)
        object["source_dataset_column_name"] = .text(sourceColumn)
        object["term_frequency_adjustment_column_prefix"] = .text(shareColumnPrefix)
        return .object(object)
    }
}

extension SplinkBlockingRule {
    fileprivate init(_ value: SplinkJSON, _ number: Int) throws(Fault) {
        if case .text(let sql) = value {
            self.init(sql)
            return
        }
        var object = try SplinkObject(value, "blocking rule \(number)")
        guard let sql = try object.text("blocking_rule") else {
            throw SplinkFault.model("blocking rule \(number) has no `blocking_rule`")
        }
        if let dialect = object.rest["sql_dialect"]?.text, dialect != "duckdb" {
            throw SplinkFault.model("blocking rule \(number) is written for `\(dialect)`")
        }
        self.init(sql)
        arraysToExplode = (try object.list("arrays_to_explode") ?? []).compactMap(\.text)
        other = object.rest
    }

    fileprivate var value: SplinkJSON {
        var object = other
        object["blocking_rule"] = .text(sql)
        if !arraysToExplode.isEmpty { object["arrays_to_explode"] = .list(arraysToExplode.map(SplinkJSON.text)) }
        return .object(object)
    }
}

extension SplinkComparison {
    fileprivate init(_ value: SplinkJSON, _ number: Int) throws(Fault) {
        var object = try SplinkObject(value, "comparison \(number)")
        let name = try object.text("output_column_name") ?? "comparison \(number)"
        var levels: [SplinkLevel] = []
        for level in try object.list("comparison_levels") ?? [] {
            levels.append(try SplinkLevel(level, "level \(levels.count + 1) of comparison `\(name)`"))
        }
        guard !levels.isEmpty else { throw SplinkFault.model("comparison `\(name)` has no levels") }
        self.init(name: name, description: try object.text("comparison_description"), levels: levels)
        other = object.rest
    }

    fileprivate var value: SplinkJSON {
        var object = other
        object["output_column_name"] = .text(name)
        object["comparison_levels"] = .list(levels.map(\.value))
        object["comparison_description"] = description.map(SplinkJSON.text)
        return .object(object)
    }
}

extension SplinkLevel {
    /// What Splink writes for a level that no pair of the training data was in.
    private static let unobserved = "level not observed in training dataset"

    fileprivate init(_ value: SplinkJSON, _ place: String) throws(Fault) {
        var object = try SplinkObject(value, place)
        guard let condition = try object.text("sql_condition") else {
            throw SplinkFault.model("\(place) has no `sql_condition`")
        }
        self.init(
            condition,
            label: try object.text("label_for_charts"),
            m: try Self.probability("m_probability", &object),
            u: try Self.probability("u_probability", &object),
            isNull: try object.truth("is_null_level") ?? false
        )
        let weight = try object.number("tf_adjustment_weight")
        let least = try object.number("tf_minimum_u_value")
        let ignores = try object.truth("disable_tf_exact_match_detection")
        if let column = try object.text("tf_adjustment_column") {
            shareAdjustment = ShareAdjustment(
                column: column,
                weight: weight ?? 1,
                shareMin: least ?? 0,
                ignoresExactMatch: ignores ?? false
            )
        }
        other = object.rest
    }

    private static func probability(_ key: String, _ object: inout SplinkObject) throws(Fault) -> Double? {
        if object.rest[key]?.text == unobserved {
            _ = object.any(key)
            return 1e-6
        }
        guard let number = try object.number(key) else { return nil }
        guard number >= 0, number <= 1 else { throw object.wrong(key, "between 0 and 1") }
        return number
    }

    fileprivate var value: SplinkJSON {
        var object = other
        object["sql_condition"] = .text(condition)
        object["label_for_charts"] = label.map(SplinkJSON.text)
        object["m_probability"] = m.map(SplinkJSON.number)
        object["u_probability"] = u.map(SplinkJSON.number)
        if isNull { object["is_null_level"] = .truth(true) }
        if let shareAdjustment {
            object["tf_adjustment_column"] = .text(shareAdjustment.column)
            object["tf_adjustment_weight"] = .number(shareAdjustment.weight)
            if shareAdjustment.shareMin != 0 { object["tf_minimum_u_value"] = .number(shareAdjustment.shareMin) }
            if shareAdjustment.ignoresExactMatch { object["disable_tf_exact_match_detection"] = .truth(true) }
        }
        return .object(object)
    }
}
