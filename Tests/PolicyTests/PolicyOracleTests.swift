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

    @Test("generated cases are decided alike", .enabled(if: isHere, "the PyPI package cedarpy is not installed"))
    func generated() throws {
        let day = try #require(CalendarDate(year: 2026, month: 11, day: 23))
        var dice = SimulationDice(seed: 20_261_123)
        let file = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        var lines = Data()
        for _ in 0..<Self.cases {
            let text = GeneratedPolicies.text(&dice)
            let (request, entities) = GeneratedPolicies.request(&dice)
            let evaluation = try PolicySet(parsing: text).evaluate(request, on: day)
            let object: [String: Any] = [
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
            lines += try JSONSerialization.data(withJSONObject: object)
            lines.append(0x0A)
        }
        try lines.write(to: file)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "oracle.py")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [Self.python, script.path, file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output)")
        #expect(output.contains("\(Self.cases) cases, 0 differences"), "\(output)")
    }

    private static func reasons(_ decision: PolicyDecision) -> [String] {
        if case .notPermitted = decision { return [] }
        return decision.policies.map(\.rawValue).sorted()
    }
}
