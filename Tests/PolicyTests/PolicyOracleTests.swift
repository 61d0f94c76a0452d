import Foundation
import Ledger
import Policy
import Testing
import Vocabulary

/// Compares our decisions with those of the Cedar project's own engine, through the PyPI package cedarpy.
@Suite("Cedar's own engine decides alike") struct PolicyOracleTests {
    /// The interpreter that has cedarpy: `REEVE_ORACLE_PYTHON`, or `python3`.
    static let python = ProcessInfo.processInfo.environment["REEVE_ORACLE_PYTHON"] ?? "python3"
    /// How many cases: `REEVE_ORACLE_CASES`, or a few thousand.
    static let cases = ProcessInfo.processInfo.environment["REEVE_ORACLE_CASES"].flatMap { Int($0) } ?? 4_000

    static let isHere: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, "-c", "import cedarpy"]
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        } catch {
            return false
        }
    }()

    /// Cases of one file, so that a million need no more memory than some thousands.
    static let portion = 20_000

    @Test("generated cases are decided alike", .enabled(if: isHere, "the PyPI package cedarpy is not installed"))
    func generated() throws {
        let day = try #require(CalendarDate(year: 2026, month: 11, day: 23))
        var dice = SimulationDice(seed: 20_261_123)
        try Self.compare(Self.cases) {
            let text = GeneratedPolicies.text(&dice)
            let (request, entities) = GeneratedPolicies.request(&dice)
            let evaluation = try PolicySet(parsing: text).evaluate(request, on: day)
            return [
                "policies": text,
                "principal": request.principal.description,
                "action": request.action.description,
                "resource": request.resource.description,
                "context": request.context.mapValues(GeneratedPolicies.json),
                "entities": entities.map { entity in
                    [
                        "uid": GeneratedPolicies.json(entity.uid),
                        "attrs": entity.attributes.mapValues(GeneratedPolicies.json),
                        "parents": entity.parents.map(GeneratedPolicies.json),
                    ] as [String: Any]
                },
                "allowed": evaluation.decision.isPermitted,
                "reasons": Self.reasons(evaluation.decision),
                "errors": evaluation.problems.map(\.policy.rawValue).sorted(),
            ]
        }
    }

    @Test("generated rules are accepted or refused alike by a schema", .enabled(if: isHere, "no cedarpy"))
    func validated() throws {
        var dice = SimulationDice(seed: 20_261_124)
        let schema = try PolicySchema(parsing: GeneratedValidation.schema)
        var accepted = 0
        try Self.compare(Self.cases) {
            let text = GeneratedValidation.text(&dice)
            let isValid = try PolicySet(parsing: text).findings(by: schema).allSatisfy(\.isWarning)
            if isValid { accepted += 1 }
            return ["policies": text, "schema": GeneratedValidation.schema, "valid": isValid]
        }
        // Both answers must be met often, or the comparison says little.
        #expect(accepted > Self.cases / 10 && accepted < Self.cases * 9 / 10, "\(accepted) of \(Self.cases)")
    }

    @Test("the rules that are shipped are accepted by the other implementation", .enabled(if: isHere, "no cedarpy"))
    func shipped() throws {
        func text(_ name: String) throws -> String {
            try String(contentsOf: ShippedRulesTests.folder.appending(path: name), encoding: .utf8)
        }
        let policies = try text("policies.cedar"), schema = try text("schema.cedarschema")
        let isValid = try PolicySet(parsing: policies).findings(by: PolicySchema(parsing: schema)).isEmpty
        try Self.compare(1) { ["policies": policies, "schema": schema, "valid": isValid] }
        #expect(isValid)
    }

    /// Has the other implementation decide cases, a portion at a time.
    private static func compare(_ count: Int, _ next: () throws -> [String: Any]) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "oracle.py")
        var left = count
        while left > 0 {
            let file = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString).jsonl")
            defer { try? FileManager.default.removeItem(at: file) }
            let now = min(left, portion)
            left -= now
            var lines = Data()
            for _ in 0..<now {
                lines += try JSONSerialization.data(withJSONObject: next())
                lines.append(0x0A)
            }
            try lines.write(to: file)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [python, script.path, file.path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(output)")
            #expect(output.contains("\(now) cases, 0 differences"), "\(output)")
            if process.terminationStatus != 0 { return }
        }
    }

    private static func reasons(_ decision: PolicyDecision) -> [String] {
        if case .notPermitted = decision { return [] }
        return decision.policies.map(\.rawValue).sorted()
    }
}
