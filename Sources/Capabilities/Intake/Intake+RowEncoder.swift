import CapabilityKit
import Vocabulary

/// Turns rows into records in a batch, by a plan.
///
/// The row loop of an import: no `String` but the small ones identifiers are read from, no look-up by name, no
/// allocation. Written for the import of a million people in 40 s.
struct RowEncoder {
    let plan: ImportPlan
    private let hash: RecordHash
    private let file: String
    let oldest: CalendarDate
    var standardiser: Standardiser
    var body = ByteWriter(capacity: 1 << 14)
    private var key = ByteWriter(capacity: 1024)
    private var name = ByteWriter(capacity: 1024)
    var joined = ByteWriter(capacity: 1024)
    private(set) var extraPrefixes: [[UInt8]] = []
    private var seen = SeenRecords()
    var tally: Tally
    var batch: RecordBatch
    /// Records and rows not kept, until the session writes them away.
    var rejects: [Reject] = []
    private(set) var rejected = 0
    private(set) var records = 0
    private let known = KnownNames()

    init(_ plan: ImportPlan, hash: RecordHash, file: String, today: CalendarDate) {
        self.plan = plan
        self.hash = hash
        self.file = file
        standardiser = Standardiser(today: today)
        oldest = CalendarDate(year: max(1, Int(today.year) - 120), month: 1, day: 1) ?? today
        tally = Tally(slots: plan.slots.count)
        batch = RecordBatch(source: plan.source)
    }

    /// Makes the records of a row.
    ///
    /// `extraNames` are the reader's.
    mutating func encode(_ row: Row, extraNames: @autoclosure () -> [String] = []) {
        if let problem = row.problem {
            reject(row, kind: "", field: "", value: "", reason: problem.code, words: problem.words)
            return
        }
        if row.extraCount > 0 { nameExtras(extraNames()) }
        let level = plan.levels.pointer[row.level]
        let plans = plan.records.view(level.records)
        var made = 0
        for index in 0..<plans.count where applies(plans[index], row) {
            if record(plans[index], row, level: level, plans: plans, isFirst: made == 0) { made &+= 1 }
        }
        if made == 0, plans.allSatisfy({ !applies($0, row) }),
            row.extraCount > 0 || (0..<row.count).contains(where: { row.spans[$0].count > 0 })
        {
            reject(row, kind: "", field: "", value: "", reason: Finding.noRecord.code, words: Finding.noRecord.words)
        }
    }

    private mutating func nameExtras(_ names: [String]) {
        while extraPrefixes.count < names.count {
            extraPrefixes.append(Array(PlanCompiler.prefix("@" + names[extraPrefixes.count]).utf8))
        }
    }

    /// Whether a record is made of this row.
    @inline(__always)
    func applies(_ record: ImportPlan.RecordPlan, _ row: Row) -> Bool {
        guard record.condition.count > 0 else { return true }
        let columns = plan.columns.view(record.condition)
        if record.conditionValues.count == 0 {
            return columns.contains { Standardiser.trimmed(row[Int($0)]).count > 0 }
        }
        let value = Standardiser.trimmed(row[Int(columns[0])])
        for wanted in plan.values.view(record.conditionValues) {
            let text = plan.text(wanted)
            if Self.same(text, value) { return !record.conditionNegated }
        }
        return record.conditionNegated
    }

    // MARK: - One record

    /// `false` when the record is not kept.
    private mutating func record(
        _ record: ImportPlan.RecordPlan,
        _ row: Row,
        level: ImportPlan.LevelPlan,
        plans: UnsafeBufferPointer<ImportPlan.RecordPlan>,
        isFirst: Bool
    ) -> Bool {
        tally.see(record.slot)
        var head = RecordBatch.Head()
        head.kind = record.kind
        if record.subject.isThere {
            head.subject = reference(record.subject, row)
            guard head.subject != 0 else { return refuse(.missingSubject, record, record.subject, row) }
        }
        if record.object.isThere {
            head.object = reference(record.object, row)
            guard head.object != 0 else { return refuse(.missingObject, record, record.object, row) }
        }
        guard makeName(record.key, row) else { return refuse(.missingKey, record, record.key, row) }
        guard key.count <= Finding.keyMax else { return refuse(.keyTooLong, record, record.key, row) }
        head.id = hash.id(name.raw)

        body.truncate()
        body.append(UInt8(ascii: "["))
        for fact in plan.facts.view(record.facts) { add(fact, row) }
        if isFirst { addKept(level, plans, row) }
        body.append(UInt8(ascii: "]"))
        addHead(record, row, &head)

        let end = body.count
        seal(&head, end: end)
        switch seen.meet(head.id, digest: head.digest) {
        case .first: break
        case .again:
            tally.add(.repeatedRecord, slot: record.slot, line: row.line)
            return true
        case .conflict: return refuse(.duplicateKey, record, record.key, row)
        }
        let bytes = UnsafeBufferPointer(rebasing: body.bytes[..<end])
        batch.append(head, key: key.bytes, body: bytes)
        records &+= 1
        return true
    }

    /// Takes the digest over the body and everything else that a version has.
    @inline(__always)
    private mutating func seal(_ head: inout RecordBatch.Head, end: Int) {
        body.appendFixed(head.subject)
        body.appendFixed(head.object)
        body.appendFixed(head.moment)
        body.appendFixed(head.offset)
        body.appendFixed(head.grading)
        body.appendFixed(head.marking)
        body.appendFixed(head.review)
        head.digest = hash.prefix128(body.raw)
        body.truncate(to: end)
    }

    private mutating func refuse(
        _ finding: Finding,
        _ record: ImportPlan.RecordPlan,
        _ key: ImportPlan.Key,
        _ row: Row
    ) -> Bool {
        tally.add(finding, slot: record.slot, line: row.line)
        let columns = plan.parts.view(key.parts).filter { $0.kind == .column }.map(\.column)
        let names = plan.columnNames[row.level]
        reject(
            row,
            kind: RecordKind(rawValue: record.kind)?.name ?? "",
            field: columns.map { names[Int($0)] }.joined(separator: " "),
            value: columns.map { row.text(Int($0)) }.joined(separator: " "),
            reason: finding.code,
            words: finding.words
        )
        return false
    }

    private mutating func reject(_ row: Row, kind: String, field: String, value: String, reason: String, words: String)
    {
        rejected += 1
        let names = plan.columnNames.indices.contains(row.level) ? plan.columnNames[row.level] : []
        let cells = (0..<min(row.count, 1000)).filter { row.spans[$0].count > 0 }.map { column in
            (name: column < names.count ? names[column] : "\(column + 1)", value: row.text(column))
        }
        rejects.append(
            Reject(
                file: file,
                line: row.line,
                kind: kind,
                field: field,
                value: value,
                reason: reason,
                words: words,
                cells: cells
            )
        )
    }

    // MARK: - Names

    /// Writes the record's key and its name for the hash; `false` when a column of it is empty.
    private mutating func makeName(_ plan: ImportPlan.Key, _ row: Row) -> Bool {
        key.truncate()
        for part in self.plan.parts.view(plan.parts) {
            switch part.kind {
            case .text: key.append(self.plan.text(part.text))
            case .ordinal: key.append(String(row.ordinal))
            case .column:
                let value = Standardiser.trimmed(row[Int(part.column)])
                guard value.count > 0 else { return false }
                key.append(value)
            }
        }
        name.truncate()
        name.append(self.plan.text(plan.prefix))
        name.appendPercentEncoded(key.bytes)
        return true
    }

    /// The id of the record another one speaks of; 0 when there is none.
    private mutating func reference(_ plan: ImportPlan.Key, _ row: Row) -> Int64 {
        guard makeName(plan, row) else { return 0 }
        return known.id(name.raw) { hash.id($0) }
    }
}
