import Testing
import Vocabulary

@testable import Linkage

@Suite("Conditions of Splink models")
struct SplinkConditionTests {
    static let kinds: [String: SplinkRecords.Kind] = ["n": .number, "m": .number, "arr": .list, "t": .date]

    /// The conditions checked over the vectors' rows.
    static func check(_ sql: String, _ records: SplinkRecords) throws(Fault) -> (SplinkTerm, SplinkBinder) {
        var binder = SplinkBinder(records)
        let expression = try SQLParser.parse(sql)
        _ = try binder.condition(expression)
        try binder.settle()
        return (try binder.condition(expression), binder)
    }

    @Test("every condition of Splink's libraries, and those written by hand, is answered as DuckDB answers it")
    func answers() throws {
        let vectors = try SplinkVectors.conditions()
        let records = try SplinkVectors.records(vectors.columns, vectors.rows, kinds: Self.kinds)
        #expect(vectors.conditions.count >= 230)
        for condition in vectors.conditions {
            let fast = try fastAnswers(condition.sql, records)
            #expect(fast == condition.answers, "\(condition.sql)")
            let slow = try slowAnswers(condition.sql, records)
            #expect(slow == condition.answers, "term by term: \(condition.sql)")
        }
    }

    private func fastAnswers(_ sql: String, _ records: SplinkRecords) throws -> String {
        do {
            let (term, binder) = try Self.check(sql, records)
            var compiler = SplinkCompiler(binder)
            let node = try compiler.truth(term)
            let program = compiler.finished()
            var scratch = SplinkProgram.Scratch(program)
            var answers = ""
            for l in 0..<records.count {
                for r in 0..<records.count {
                    answers += ["f", "t", "n"][Int(program.truth(node, l, r, &scratch))]
                }
            }
            try scratch.check(program)
            return answers
        } catch let fault as Fault {
            return "\(fault)"
        }
    }

    private func slowAnswers(_ sql: String, _ records: SplinkRecords) throws -> String {
        do {
            let (term, binder) = try Self.check(sql, records)
            let values = try records.columns.indices.map { try binder.values($0) }
            var answers = ""
            for l in 0..<records.count {
                for r in 0..<records.count {
                    let interpreter = SplinkInterpreter { column, side in
                        values[column][Int(records.columns[column].ids[side == .left ? l : r])]
                    }
                    switch try interpreter.value(term) {
                    case .truth(let truth): answers += truth ? "t" : "f"
                    default: answers += "n"
                    }
                }
            }
            return answers
        } catch let fault as Fault {
            return "\(fault)"
        }
    }

    @Test("what is not understood is refused by name, never answered")
    func refusals() throws {
        let vectors = try SplinkVectors.conditions()
        let records = try SplinkVectors.records(vectors.columns, vectors.rows, kinds: Self.kinds)
        for sql in vectors.refused {
            let fault = #expect(throws: Fault.self, "\(sql)") { _ = try Self.check(sql, records) }
            #expect(fault?.help != nil)
        }
    }

    @Test("a column of no declared kind takes that of its use")
    func kindsFromUse() throws {
        var records = SplinkRecords(count: 2)
        try records.addColumn("age", ["30", "32"])
        try records.addColumn("born", ["1980-01-01", nil])
        try records.addColumn("tags", [SplinkRecords.list(["a", "b"]), SplinkRecords.list([])])
        try records.addColumn("code", ["007", "7"])
        var binder = SplinkBinder(records)
        for sql in [
            "abs(age_l - age_r) < 2", "epoch(born_l) > 0", "len(list_intersect(tags_l, tags_r)) > 0", "code_l = code_r",
        ] {
            _ = try binder.condition(try SQLParser.parse(sql))
        }
        try binder.settle()
        #expect(binder.types == [.integer, .date, .list, .text])
    }

    @Test("a column used as a number that holds a text is a fault that names both")
    func wrongValue() throws {
        var records = SplinkRecords(count: 2)
        try records.addColumn("age", ["30", "thirty"])
        let fault = #expect(throws: Fault.self) { _ = try Self.check("abs(age_l - age_r) < 2", records) }
        #expect(fault?.message.contains("age") == true && fault?.message.contains("thirty") == true)
    }

    @Test("a column used as a number and as a text is a fault")
    func contradictoryUse() throws {
        var records = SplinkRecords(count: 1)
        try records.addColumn("age", ["30"])
        #expect(throws: Fault.self) { _ = try Self.check("age_l - age_r < 2 or lower(age_l) = 'x'", records) }
    }

    @Test(
        "hostile text of a condition ends in a fault, in time",
        arguments: [
            String(repeating: "(", count: 100_000), String(repeating: "not ", count: 100_000) + "a_l = a_r",
            String(repeating: "a_l || ", count: 1_000), "a_l = '" + String(repeating: "x", count: 1_000_000), "\u{0}",
            "'",
        ]
    )
    func hostileText(_ sql: String) throws {
        var records = SplinkRecords(count: 1)
        try records.addColumn("a", ["x"])
        do {
            _ = try Self.check(sql, records)
        } catch let fault as Fault {
            #expect(fault.code == .splinkCondition)
        }
    }

    @Test("a pattern that ruins a backtracking matcher takes no time")
    func hostilePattern() throws {
        let pattern = try SplinkPattern("^(a*)*(a|a)*(a?){30}b$")
        let text = Array(String(repeating: "a", count: 2_000).unicodeScalars)
        #expect(pattern.firstMatch(in: text) == nil)
    }
}
