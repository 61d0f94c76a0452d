import Foundation
import Testing

/// What the documents of security claim is held against the tests they name.
@Suite("The documents of security") struct SecurityDocumentTests {
    /// Requirements in each chapter of ASVS 5.0.0.
    static let chapters = [30, 13, 31, 16, 13, 47, 19, 13, 7, 36, 24, 12, 21, 13, 21, 17, 12]

    struct Row {
        var number: String
        var level: String
        var state: String
        var why: String
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)
    }

    private static func rows() throws -> [Row] {
        try text("docs/security/asvs.md").split(separator: "\n").filter { $0.hasPrefix("| V") }.map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            try #require(cells.count == 5, "\(line)")
            return Row(number: cells[0], level: cells[1], state: cells[3], why: cells[4])
        }
    }

    /// Everything the tests say, in one text, without the documents' own test.
    private static func tests() throws -> String {
        let folder = SourceTree.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var all = ""
        while let file = files?.nextObject() as? URL {
            guard ["swift", "py"].contains(file.pathExtension), file.lastPathComponent != "SecurityDocumentTests.swift"
            else { continue }
            all += try String(contentsOf: file, encoding: .utf8)
        }
        return all
    }

    /// What stands in quotation marks, on one line each.
    private static func quoted(_ text: String) -> [String] {
        text.matches(of: /“([^”]+)”/).map { $0.1.split { $0.isWhitespace }.joined(separator: " ") }
            .filter { $0 != "quotation marks" }
    }

    /// Whether a test of this title, or a function of this name, exists.
    private static func exists(_ title: String, in tests: String) -> Bool {
        title.hasPrefix("test_") ? tests.contains("def \(title)(") : tests.contains("\"\(title)\"")
    }

    @Test("Every requirement of ASVS 5.0 stands in the table once, in order")
    func complete() throws {
        let rows = try Self.rows()
        #expect(rows.count == 345)
        var last = (chapter: 1, section: 1, item: 0)
        var counts: [Int: Int] = [:]
        for row in rows {
            let parts = row.number.dropFirst().split(separator: ".").compactMap { Int($0) }
            try #require(parts.count == 3, "\(row.number)")
            let next = (chapter: parts[0], section: parts[1], item: parts[2])
            let follows =
                next == (last.chapter, last.section, last.item + 1) || next == (last.chapter, last.section + 1, 1)
                || next == (last.chapter + 1, next.section, 1) && next.section <= 2
            #expect(follows, "\(row.number)")
            #expect(["1", "2", "3"].contains(row.level), "\(row.number)")
            counts[next.chapter, default: 0] += 1
            last = next
        }
        #expect((1...17).map { counts[$0] ?? 0 } == Self.chapters)
    }

    @Test("What is met names a test, every named test exists, and the counts are right")
    func honest() throws {
        let rows = try Self.rows(), tests = try Self.tests()
        for row in rows {
            let titles = Self.quoted(row.why)
            #expect(row.state != "met" || !titles.isEmpty, "\(row.number) names no test")
            #expect(!row.why.isEmpty, "\(row.number)")
            for title in titles { #expect(Self.exists(title, in: tests), "\(row.number): \(title)") }
        }
        let page = try Self.text("docs/security/asvs.md")
        let states = Dictionary(grouping: rows, by: \.state).mapValues(\.count)
        #expect(Set(states.keys) == ["met", "by reading", "deployment", "not met", "n/a"])
        for (state, count) in states {
            let line = page.split(separator: "\n").first { $0.hasPrefix("| \(state) |") }
            #expect(line?.hasSuffix("| \(count) |") == true, "\(state): \(count)")
        }
    }

    @Test("What the deployment must do is named in the guide of deployment, requirement by requirement")
    func deployment() throws {
        let guide = try Self.text("docs/guide/deployment.md")
        for row in try Self.rows() where row.state == "deployment" {
            #expect(guide.contains(row.number), "\(row.number)")
        }
    }

    @Test("Every test that the threat model names exists")
    func threatModel() throws {
        let page = try Self.text("docs/security/threat-model.md"), tests = try Self.tests()
        let titles = Self.quoted(page)
        #expect(titles.count > 20)
        for title in titles { #expect(Self.exists(title, in: tests), "\(title)") }
    }
}
