import Foundation
import Testing
import Vocabulary

@testable import Linkage

@Suite("Files of Splink models")
struct SplinkModelTests {
    @Test("a model that is read and written again is the same, keys unknown here included")
    func roundTrip() throws {
        let data = try SplinkVectors.data("people.model.json")
        guard case .object(var original) = try JSONDecoder().decode(SplinkJSON.self, from: data) else {
            Issue.record("the vectors' model is no object")
            return
        }
        original["a key of tomorrow"] = .list([.null, .truth(true), .integer(7), .object(["x": .number(0.1)])])
        let model = try SplinkModel(.object(original))
        let written = try JSONDecoder().decode(SplinkJSON.self, from: model.json())
        #expect(Self.plain(written) == Self.plain(.object(original)))
        #expect(try SplinkModel(json: model.json()) == model)
    }

    /// Without the difference between 1 and 1.0, which JSON does not have.
    private static func plain(_ value: SplinkJSON) -> SplinkJSON {
        switch value {
        case .integer(let integer): .number(Double(integer))
        case .list(let list): .list(list.map(plain))
        case .object(let object): .object(object.mapValues(plain))
        default: value
        }
    }

    @Test("a model made here is a model Splink reads: every key it asks for is there")
    func export() throws {
        let share = SplinkLevel.ShareAdjustment(column: "surname", weight: 0.5, shareMin: 0.001)
        let levels = [
            SplinkLevel("surname_l IS NULL OR surname_r IS NULL", label: "missing", isNull: true),
            SplinkLevel("surname_l = surname_r", label: "same", m: 0.9, u: 0.01, shareAdjustment: share),
            SplinkLevel("ELSE", label: "other", m: 0.1, u: 0.99),
        ]
        let model = SplinkModel(
            probabilityTwoRandomRecordsMatch: 0.001,
            blockingRules: ["l.surname = r.surname"],
            comparisons: [SplinkComparison(name: "surname", levels: levels)]
        )
        let written = String(decoding: try model.json(), as: UTF8.self)
        for key in [
            "\"link_type\" : \"dedupe_only\"", "\"blocking_rule\" : \"l.surname = r.surname\"",
            "\"sql_dialect\" : \"duckdb\"",
            "\"is_null_level\" : true", "\"tf_adjustment_column\" : \"surname\"", "\"tf_minimum_u_value\" : 0.001",
            "\"tf_adjustment_weight\" : 0.5", "\"m_probability\" : 0.9", "\"output_column_name\" : \"surname\"",
        ] { #expect(written.contains(key), "\(key)") }
        #expect(try SplinkModel(json: model.json()) == model)
    }

    @Test("untrained levels weigh as Splink's starting values do")
    func startingValues() throws {
        let levels = ["a_l = a_r", "levenshtein(a_l, a_r) <= 1", "levenshtein(a_l, a_r) <= 2", "ELSE"].map {
            SplinkLevel($0)
        }
        let bits = try SplinkScorer.bits(of: SplinkComparison(name: "a", levels: levels))
        for (found, wanted) in zip(bits, [10, 3, -1, -5.0]) { #expect(abs(found - wanted) < 1e-12) }
    }

    @Test(
        "what is no model is refused in words",
        arguments: [
            "", "[]", "{}", "{\"link_type\": \"sideways\"}",
            "{\"link_type\": \"dedupe_only\", \"probability_two_random_records_match\": 1}",
            "{\"link_type\": \"dedupe_only\", \"probability_two_random_records_match\": 0.1}",
            "{\"link_type\": \"dedupe_only\", \"probability_two_random_records_match\": 0.1, \"comparisons\": [{}]}",
            "{\"link_type\": \"dedupe_only\", \"sql_dialect\": \"spark\", \"probability_two_random_records_match\": 0.1}",
            """
            {"link_type": "dedupe_only", "probability_two_random_records_match": 0.1, "comparisons": [
            {"comparison_levels": [{"sql_condition": "a_l = a_r", "m_probability": 2}]}]}
            """,
        ]
    )
    func refusals(_ json: String) {
        let fault = #expect(throws: Fault.self) { _ = try SplinkModel(json: Data(json.utf8)) }
        #expect(fault?.code == .splinkModel && fault?.help != nil)
    }
}
