import CapabilityKit
import Foundation
import Vocabulary

// The values of a record: its facts, the words nothing else holds, and what stands beside the body.

extension RowEncoder {
    /// The words of a value; `nil` when there are none.
    @inline(__always)
    private mutating func words(_ value: ImportPlan.Value, _ row: Row) -> UnsafeBufferPointer<UInt8>? {
        let columns = plan.columns.view(value.columns)
        if columns.count == 1 {
            let cell = row[Int(columns[0])]
            return cell.count > 0 ? cell : nil
        }
        guard value.isJoined else {
            for column in columns where row.spans[Int(column)].count > 0 { return row[Int(column)] }
            return nil
        }
        joined.truncate()
        let joiner = plan.text(value.joiner)
        for column in columns {
            let cell = row[Int(column)]
            guard cell.count > 0 else { continue }
            if joined.count > 0 { joined.append(joiner) }
            joined.append(cell)
        }
        return joined.count > 0 ? joined.bytes : nil
    }

    mutating func add(_ fact: ImportPlan.FactPlan, _ row: Row) {
        let value = fact.value
        guard value.columns.count > 0 else {
            addConstant(fact)
            return
        }
        tally.see(value.slot)
        guard let text = words(value, row), let first = text.first,
            first > 0x20 || Standardiser.trimmed(text).count > 0
        else {
            if value.isRequired { tally.add(.missing, slot: value.slot, line: row.line) }
            return
        }
        var outcome = standardiser.run(text, plan.steps.view(value.steps), plan)
        guard outcome.raw.count > 0 else { return }
        if value.checksBirth, let date = outcome.date, outcome.finding == .none {
            if date > standardiser.today { outcome.finding = .futureDate }
            if date < oldest { outcome.finding = .impossibleAge }
        }
        if outcome.finding != .none { tally.add(outcome.finding, slot: value.slot, line: row.line) }
        begin(fact.prefix)
        body.appendQuoted(outcome.raw)
        if let standard = outcome.standard, !Self.same(standard, outcome.raw) {
            body.append(UInt8(ascii: ","))
            body.appendQuoted(standard)
        } else if fact.basis.count > 0 {
            body.append(",null")
        }
        if fact.basis.count > 0 { body.append(plan.text(fact.basis)) }
        body.append(UInt8(ascii: "]"))
    }

    /// A fact the source does not say: no words of its own, only a standard form.
    private mutating func addConstant(_ fact: ImportPlan.FactPlan) {
        begin(fact.prefix)
        body.append("\"\",")
        body.appendQuoted(plan.text(fact.value.constant))
        if fact.basis.count > 0 { body.append(plan.text(fact.basis)) }
        body.append(UInt8(ascii: "]"))
    }

    @inline(__always)
    private mutating func begin(_ prefix: ImportPlan.Run) {
        if body.count > 1 { body.append(UInt8(ascii: ",")) }
        body.append(plan.text(prefix))
    }

    @inline(__always)
    static func same(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        guard let one = a.baseAddress, let other = b.baseAddress, one != other else { return true }
        return memcmp(one, other, a.count) == 0
    }

    /// Adds the columns that no record holds, and those of records not made.
    mutating func addKept(
        _ level: ImportPlan.LevelPlan,
        _ plans: UnsafeBufferPointer<ImportPlan.RecordPlan>,
        _ row: Row
    ) {
        for kept in plan.kept.view(level.unmapped) { addWords(row[Int(kept.column)], kept.prefix) }
        for other in plans where other.held.count > 0 && !applies(other, row) {
            for kept in plan.kept.view(other.held) { addWords(row[Int(kept.column)], kept.prefix) }
        }
        guard let extras = row.extras else { return }
        for index in 0..<row.extraCount {
            let span = extras[index].span
            if body.count > 1 { body.append(UInt8(ascii: ",")) }
            body.append(extraPrefixes[Int(extras[index].name)])
            body.appendQuoted(UnsafeBufferPointer(start: row.base + Int(span.start), count: Int(span.count)))
            body.append(UInt8(ascii: "]"))
        }
    }

    @inline(__always)
    private mutating func addWords(_ words: UnsafeBufferPointer<UInt8>, _ prefix: ImportPlan.Run) {
        guard words.count > 0 else { return }
        begin(prefix)
        body.appendQuoted(words)
        body.append(UInt8(ascii: "]"))
    }

    // MARK: - Beside the body

    mutating func addHead(_ record: ImportPlan.RecordPlan, _ row: Row, _ head: inout RecordBatch.Head) {
        if let value = record.recordedAt, let outcome = run(value, row), let moment = outcome.moment {
            head.moment = moment.milliseconds
            head.offset = moment.offsetMinutes
        }
        if let value = record.reviewOn, let outcome = run(value, row), let date = outcome.date {
            head.review = Int32(date.year) * 10_000 + Int32(date.month ?? 12) * 100 + Int32(date.day ?? 28)
        }
        if let value = record.grading, let outcome = run(value, row) {
            if let standard = outcome.standard, let grading = Grading(String(decoding: standard, as: UTF8.self)) {
                head.grading = RecordBatch.code(grading)
            } else {
                tally.add(.badGrading, slot: value.slot, line: row.line)
            }
        }
        if let value = record.marking, let outcome = run(value, row) {
            if let standard = outcome.standard, let marking = marking(standard) {
                head.marking = marking.rawValue
            } else {
                // A marking nobody can read is treated as the stricter one.
                head.marking = Marking.officialSensitive.rawValue
                tally.add(.badMarking, slot: value.slot, line: row.line)
            }
        }
    }

    private func marking(_ text: UnsafeBufferPointer<UInt8>) -> Marking? {
        // "OFFICIAL" by its length and first letter, as on nearly every row.
        if text.count == 8, text[0] == UInt8(ascii: "O"), text[7] == UInt8(ascii: "L") { return .official }
        return Marking(String(decoding: text, as: UTF8.self))
    }

    private mutating func run(_ value: ImportPlan.Value, _ row: Row) -> Standardiser.Outcome? {
        let text = value.columns.count > 0 ? words(value, row) : plan.text(value.constant)
        tally.see(value.slot)
        guard let text, Standardiser.trimmed(text).count > 0 else {
            if value.isRequired { tally.add(.missing, slot: value.slot, line: row.line) }
            return nil
        }
        let outcome = standardiser.run(text, plan.steps.view(value.steps), plan)
        if outcome.finding != .none { tally.add(outcome.finding, slot: value.slot, line: row.line) }
        return outcome
    }
}

extension ByteWriter {
    /// Appends text as one segment of a record's name: every byte but letters, digits, `-`, `_`, `~` and `.` as `%41`,
    /// exactly as `RecordID.description` writes it.
    mutating func appendPercentEncoded(_ text: UnsafeBufferPointer<UInt8>) {
        var isPlain = false
        for byte in text {
            guard Self.isUnreserved(byte) else {
                isPlain = false
                break
            }
            if byte != UInt8(ascii: ".") { isPlain = true }
        }
        if isPlain {
            append(text)
            return
        }
        let onlyDots = text.allSatisfy { $0 == UInt8(ascii: ".") }
        let digits: StaticString = "0123456789ABCDEF"
        for byte in text {
            if Self.isUnreserved(byte), !onlyDots {
                append(byte)
            } else {
                append(UInt8(ascii: "%"))
                append(digits.utf8Start[Int(byte >> 4)])
                append(digits.utf8Start[Int(byte & 15)])
            }
        }
    }

    @inline(__always)
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
    }
}
