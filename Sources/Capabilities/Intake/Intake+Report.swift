import CapabilityKit
import Vocabulary

/// What became of one file.
struct ImportReport: Sendable {
    var position: ImportPosition
    /// Whether an earlier import had already read the whole file.
    var wasDone: Bool
    var wasStopped = false
    /// Why the file could not be read on.
    var fault: Fault?
    var rejectFile: String?
    var findings: [Line] = []

    /// One kind of finding at one place of the mapping.
    struct Line: Sendable, Hashable {
        var kind: String
        var column: String
        var attribute: String
        var finding: Finding
        var count: Int
        /// Values (or records) looked at there.
        var of: Int
        /// The first lines it was met on.
        var lines: [Int]

        var percent: Double { of == 0 ? 0 : Double(count) * 100 / Double(of) }
    }

    init(_ position: ImportPosition, wasDone: Bool) {
        self.position = position
        self.wasDone = wasDone
    }

    static func findings(_ tally: Tally, plan: ImportPlan) -> [Line] {
        tally.counted().map { entry in
            let slot = plan.slots[entry.slot]
            return Line(
                kind: slot.kind,
                column: slot.column,
                attribute: slot.attribute,
                finding: entry.finding,
                count: entry.count,
                of: tally.seen[entry.slot],
                lines: entry.lines
            )
        }
    }

    /// For a person: one line for the file, one for each kind of finding.
    func text() -> String {
        let file = position.file
        if wasDone { return "\(file.name): already imported, nothing to do" }
        var out = "\(file.name): \(position.rows) rows, \(position.records) records"
        let outcome = position.outcome
        if outcome != BatchOutcome() {
            out += " (\(outcome.new) new, \(outcome.changed) changed, \(outcome.unchanged) unchanged)"
        }
        if position.rejected > 0 { out += ", \(position.rejected) rejected" }
        if wasStopped { out += "; stopped, run the same command to go on" }
        if let rejectFile { out += "\n  rejects are in \(rejectFile)" }
        for line in findings {
            let place = [line.kind, line.attribute, line.column].filter { !$0.isEmpty }.joined(separator: " ")
            let lines = line.lines.map(String.init).joined(separator: ", ")
            out += "\n  \(place): \(line.finding.words): \(line.count) of \(line.of) (\(Self.percent(line.percent)))"
            out += ", first on line \(lines)"
        }
        if let fault { out += "\n  \(fault)" }
        return out
    }

    private static func percent(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths == 0 && value > 0 ? "under 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
    }

    /// For a program: one JSON object.
    func write(to out: inout ByteWriter) {
        let outcome = position.outcome
        out.append("{\"file\":")
        out.appendQuoted(position.file.name)
        out.append(",\"source\":")
        out.appendQuoted(position.file.source)
        out.append(",\"sha256\":")
        out.appendQuoted(position.file.digest)
        let counts = [
            ("bytes", Int(clamping: position.file.size)), ("rows", position.rows), ("records", position.records),
            ("new", outcome.new), ("changed", outcome.changed), ("unchanged", outcome.unchanged),
            ("rejected", position.rejected),
        ]
        for (name, count) in counts { out.append(",\"\(name)\":\(count)") }
        let isComplete = wasDone || (fault == nil && !wasStopped)
        out.append(",\"complete\":\(isComplete),\"alreadyImported\":\(wasDone)")
        if let rejectFile {
            out.append(",\"rejects\":")
            out.appendQuoted(rejectFile)
        }
        if let fault {
            out.append(",\"fault\":{\"code\":")
            out.appendQuoted(fault.code.description)
            out.append(",\"message\":")
            out.appendQuoted(fault.message)
            out.append("}")
        }
        out.append(",\"findings\":[")
        for (index, line) in findings.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out.append("{\"kind\":")
            out.appendQuoted(line.kind)
            out.append(",\"attribute\":")
            out.appendQuoted(line.attribute)
            out.append(",\"column\":")
            out.appendQuoted(line.column)
            out.append(",\"finding\":")
            out.appendQuoted(line.finding.code)
            let lines = line.lines.map(String.init).joined(separator: ",")
            out.append(",\"count\":\(line.count),\"of\":\(line.of),\"lines\":[\(lines)]}")
        }
        out.append("]}")
    }
}
