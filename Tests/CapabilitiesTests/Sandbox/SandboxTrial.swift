import Foundation
import Node
import Vocabulary

@testable import Capabilities

/// A nation made for a test, in a folder of its own that goes away with it.
final class SandboxTrial {
    let folder: URL
    let forces: [Sandbox.Force]
    let summary: Sandbox.Summary

    /// Five forces in all shapes.
    static let codes = ["05", "06", "13", "16", "20"]

    init(people: Int, seed: UInt64, codes: [String] = SandboxTrial.codes) async throws {
        folder = URL(filePath: NSTemporaryDirectory()).appending(
            path: "reeve-sandbox-\(ProcessInfo.processInfo.globallyUniqueString)"
        )
        let nation = try Self.nation(people: people, seed: seed, codes: codes)
        forces = nation.plan.forces
        summary = try await nation.write(to: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func nation(people: Int, seed: UInt64, codes: [String] = SandboxTrial.codes) throws -> Sandbox.Nation {
        let forces = try Sandbox.Force.choose(0, codes: codes.compactMap { ForceCode($0) }, from: try roster())
        return try Sandbox.Nation(forces: forces, people: people, seed: seed, names: try Sandbox.shippedNames())
    }

    static func roster() throws -> [Sandbox.Force] {
        guard let day = CalendarDate(parsing: "2026-11-21") else { return [] }
        return Sandbox.Force.list(try Rules.shippedRoster(), on: day)
    }

    /// Every file, its name within the nation, and its text.
    func files() throws -> [(name: String, text: String)] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try names.compactMap { name in
            let place = folder.appending(path: name)
            guard !name.hasSuffix("/"), name.contains(".") else { return nil }
            return (name, try String(contentsOf: place, encoding: .utf8))
        }
    }

    func manifest(_ force: Sandbox.Force) throws -> Sandbox.Manifest {
        let data = try Data(contentsOf: folder.appending(path: "\(force.folder)/manifest.json"))
        return try JSONDecoder().decode(Sandbox.Manifest.self, from: data)
    }

    /// Record and person, in the order of the file.
    func truth() throws -> [(record: String, person: Int)] {
        try table("truth.csv").map { ($0["record"] ?? "", Int($0["person"] ?? "") ?? 0) }
    }

    /// The rows of a CSV file by the names of its columns.
    func table(_ name: String) throws -> [[String: String]] {
        var rows = Self.csv(try String(contentsOf: folder.appending(path: name), encoding: .utf8))[...]
        guard let header = rows.popFirst() else { return [] }
        return try rows.map { row in
            guard row.count == header.count else { throw Fault(.sandboxData, "a row of `\(name)` is ragged: \(row)") }
            return Dictionary(zip(header, row), uniquingKeysWith: { first, _ in first })
        }
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// The calls of every force.
    func calls() throws -> [(force: Sandbox.Force, call: [String: Any])] {
        try forces.flatMap { force in
            try text("\(force.folder)/calls.jsonl").split(separator: "\n").map { line in
                (force, try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:])
            }
        }
    }

    /// The values of an attribute or element in XML, found by a pattern with one group.
    static func matches(_ pattern: String, in text: String) throws -> [String] {
        let expression = try NSRegularExpression(pattern: pattern)
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    /// Splits RFC 4180 text into rows.
    static func csv(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var value = ""
        var quoted = false
        var characters = text.makeIterator()
        var pending = characters.next()
        while let character = pending {
            pending = characters.next()
            switch character {
            case "\"" where quoted && pending == "\"":
                value.append("\"")
                pending = characters.next()
            case "\"": quoted.toggle()
            case "," where !quoted:
                row.append(value)
                value = ""
            case "\n" where !quoted:
                rows.append(row + [value])
                row = []
                value = ""
            default: value.append(character)
            }
        }
        return rows
    }
}
