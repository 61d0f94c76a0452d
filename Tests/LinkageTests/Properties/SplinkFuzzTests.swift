import Foundation
import Testing
import Vocabulary

@testable import Linkage

/// Models and conditions that come from elsewhere are understood or refused, and end the program never.
struct SplinkFuzzTests {
    @Test("Conditions of any tokens are read or refused", arguments: 0..<6 as Range<UInt64>)
    func conditions(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let tokens = [
            "(", ")", "l.a", "r.a", "\"a_l\"", "=", "<>", "and", "or", "not", "is", "null", "levenshtein(", ",",
            "1e309", "-", "+",
            "'x'", "case", "when", "then", "else", "end", "cast(", "as", "date", "::", "[", "]", "*", "/", "'", "\u{0}",
            "é", "||", "%",
        ]
        for _ in 0..<150 {
            let sql = (0..<dice.number(below: 20)).map { _ in tokens[dice.number(below: tokens.count)] }.joined(
                separator: " "
            )
            do { _ = try SQLParser.parse(sql) } catch { #expect(!error.message.isEmpty) }
        }
    }

    @Test(
        "Conditions as deep as they come are refused",
        arguments: ["(", "not ", "- ", "case when ", "abs(", "[", "a and not ", "1 + ("]
    )
    func depth(opening: String) {
        #expect(throws: Fault.self) { try SQLParser.parse(String(repeating: opening, count: 10_000) + "a") }
    }

    @Test("Long conditions that are not deep are read or refused", arguments: [" and ", " or ", " + ", " || ", " = "])
    func length(joint: String) {
        do { _ = try SQLParser.parse(Array(repeating: "l.a", count: 5_000).joined(separator: joint)) } catch {
            #expect(!error.message.isEmpty)
        }
    }

    @Test(
        "Patterns of any marks are read or refused, and are matched in bounded steps",
        arguments: 0..<6 as Range<UInt64>
    )
    func patterns(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let marks = [
            "(", ")", "[", "]", "^", "$", "*", "+", "?", "{3}", "{2,}", "{1,9}", "a", "b", "|", "\\d", "\\b", ".", "-",
            "\\", "(?:",
        ]
        let text = Array(String(repeating: "ab1 ", count: 15).unicodeScalars)
        for _ in 0..<120 {
            let pattern = (0..<dice.number(below: 10)).map { _ in marks[dice.number(below: marks.count)] }.joined()
            do {
                let read = try SplinkPattern(pattern)
                if let found = read.firstMatch(in: text) {
                    #expect(found[0] >= 0 && found[0] <= found[1] && found[1] <= text.count)
                }
            } catch { #expect(!error.message.isEmpty) }
        }
    }

    @Test(
        "Patterns that would explode are refused or matched",
        arguments: ["(a+)+$", "(a|a)*$", "((((a{30}){30}){30}){30})", "(a{1000}){1000}"]
    )
    func explosion(pattern: String) {
        let text = Array(String(repeating: "a", count: 30).unicodeScalars) + ["b"]
        do { _ = try SplinkPattern(pattern).firstMatch(in: text) } catch { #expect(!error.message.isEmpty) }
    }

    @Test("Models with any part broken are read or refused", arguments: 0..<4 as Range<UInt64>)
    func models(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Splink/people.model.json")
        let whole = try Data(contentsOf: path)
        for _ in 0..<25 {
            var bytes = Array(whole)
            switch dice.number(below: 3) {
            case 0: bytes.removeLast(dice.number(below: bytes.count))
            case 1:
                for _ in 0..<4 {
                    bytes[dice.number(below: bytes.count)] = Array("\"{}[],:0-9en".utf8)[dice.number(below: 12)]
                }
            default:
                let from = dice.number(below: bytes.count)
                bytes.removeSubrange(from..<min(from + dice.number(below: 60), bytes.count))
            }
            do { _ = try SplinkModel(json: Data(bytes)) } catch { #expect(!error.message.isEmpty) }
        }
        let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
        #expect(throws: Fault.self) { try SplinkModel(json: Data(deep.utf8)) }
    }
}
