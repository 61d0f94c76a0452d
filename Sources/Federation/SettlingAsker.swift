import Vocabulary

/// What the asking node keeps of one exchange: a plain record, made again from its log when it is lost.
package struct AskingRecord: Hashable, Sendable, Codable {
    /// One force of the exchange.
    package struct Asked: Hashable, Sendable, Codable {
        package var force: ForceCode
        /// What became of its answer; `nil` while that is open.
        package var outcome: Settlement.Outcome?
        /// The entry of this log that says so.
        package var entry: UInt64?
        /// How far the telling of it is.
        package var telling = Telling()

        package init(force: ForceCode) { self.force = force }
    }

    package var disclosure: String
    package var asker: ForceCode
    /// The entry that says that these forces are asked.
    package var entry: UInt64
    /// In the order of the list.
    package var asked: [Asked]

    /// What a log or a store says of an exchange.
    package init(disclosure: String, asker: ForceCode, entry: UInt64, asked: [Asked]) {
        self.disclosure = disclosure
        self.asker = asker
        self.entry = entry
        self.asked = asked
    }

    /// Nothing is left to do.
    package var isDone: Bool { asked.allSatisfy { $0.outcome != nil && $0.telling.isTold } }

    /// Some force's outcome is open.
    package var isOpen: Bool { asked.contains { $0.outcome == nil } }
}

/// The asker's end of an exchange: logged before it is sent, logged before it is shown, settled with each answerer.
///
/// Every force asked comes to exactly one outcome. Events go in, instructions come out; whoever carries them out does
/// so in their order, and reports each ``Instruction/append(_:)`` with ``Event/recorded(_:entry:)`` or
/// ``Event/failed(_:)``.
package struct AskerSettling: Hashable, Sendable {
    /// What can happen.
    package enum Event: Hashable, Sendable {
        /// Ask these forces.
        case begin([ForceCode])
        /// An entry is durable under this number.
        case recorded(SettlingEntry, entry: UInt64)
        /// An entry could not be made durable; the log has stopped.
        case failed(SettlingEntry)
        /// Answers of these forces have arrived and are to be shown.
        case arrived([ForceCode])
        /// Nothing more will be shown: the question is over, was given up, or the node started again.
        ///
        /// `unsent` are forces that no attempt was ever made at; they need not be told.
        case close(unsent: Set<ForceCode>)
        /// A force said that it knows.
        case told(ForceCode)
        /// A force could not be told.
        case untold(ForceCode)
        /// A force refused: it knows another outcome, or no such question.
        case contradicted(ForceCode)
        /// Time has passed.
        case tick
    }

    /// What is to be done.
    package enum Instruction: Hashable, Sendable {
        /// Make this entry durable in the log, then report it.
        case append(SettlingEntry)
        /// Keep the record as it now is; it may be written late, since it follows from the log.
        case keep(AskingRecord)
        /// Now the question may leave for these forces.
        case send([ForceCode])
        /// Now the answers of these forces may be shown.
        case show([ForceCode], entry: UInt64)
        /// The answers of these forces came after their outcome; they are never shown.
        case tooLate([ForceCode])
        /// Tell a force.
        case tell(ForceCode, Settlement)
        /// Look into it: a force contradicts this log.
        case alarm(ForceCode)
    }

    /// The record as it stands; `nil` until the first entry is durable.
    package private(set) var record: AskingRecord?
    private let disclosure: String
    private let asker: ForceCode
    /// Forces whose outcome is on its way into the log.
    private var pending: Set<ForceCode> = []
    /// What was to be told when its entry failed: nothing is, until the node starts again and reads its log.
    private var hasFailed = false
    private var isClosing = false
    private var unsent: Set<ForceCode> = []

    package init(disclosure: String, asker: ForceCode) {
        self.disclosure = disclosure
        self.asker = asker
    }

    /// Goes on with a record that was kept, or follows from the log, after a start.
    package init(_ record: AskingRecord) {
        self.init(disclosure: record.disclosure, asker: record.asker)
        self.record = record
    }

    /// When to call with `tick`; `nil` while nobody waits to be told again.
    package var wakeAt: Timestamp? {
        record?.asked.filter { $0.outcome != nil && !$0.telling.isTold }.compactMap(\.telling.againAt).min()
    }

    /// Takes in what happened and says what to do, in this order.
    package mutating func handle(_ event: Event, at now: Timestamp) -> [Instruction] {
        switch event {
        case .begin(let forces):
            return [
                .append(SettlingEntry(.asked, disclosure: disclosure, asker: asker, forces: Self.once(forces)))
            ]
        case .recorded(let entry, let index): return recorded(entry, index, now)
        case .failed: hasFailed = true
        case .arrived(let forces): return arrived(forces)
        case .close(let unsent):
            isClosing = true
            self.unsent = unsent
            return close()
        case .told(let force):
            update(force) { $0.telling.succeed() }
            return keep
        case .untold(let force):
            update(force) { $0.telling.fail(at: now) }
            return keep
        case .contradicted(let force):
            update(force) { $0.telling.succeed() }
            let entry = SettlingEntry(.contradiction, disclosure: disclosure, asker: asker, forces: [force])
            return [.append(entry), .alarm(force)] + keep
        case .tick: return due(now)
        }
        return []
    }

    private mutating func recorded(_ entry: SettlingEntry, _ index: UInt64, _ now: Timestamp) -> [Instruction] {
        switch entry.step {
        case .asked:
            record = AskingRecord(
                disclosure: disclosure,
                asker: asker,
                entry: index,
                asked: entry.forces.map { AskingRecord.Asked(force: $0) }
            )
            // Given up while it was being logged: nothing was sent, so nobody need be told.
            guard !isClosing else {
                unsent = Set(entry.forces)
                return keep + close()
            }
            return keep + [.send(entry.forces)]
        case .outcome:
            guard let outcome = entry.outcome else { return [] }
            pending.subtract(entry.forces)
            var out: [Instruction] = []
            for force in entry.forces {
                let isUnsent = unsent.contains(force)
                update(force) { asked in
                    (asked.outcome, asked.entry) = (outcome, index)
                    if isUnsent { asked.telling.succeed() } else { asked.telling.tell(at: now) }
                }
                if !isUnsent { out.append(tell(force, outcome, index)) }
            }
            let shown: [Instruction] = outcome == .shown ? [.show(entry.forces, entry: index)] : []
            return keep + shown + out + (isClosing ? close() : [])
        case .answered, .settled, .recalled, .recallKnown, .contradiction: return []
        }
    }

    private mutating func arrived(_ forces: [ForceCode]) -> [Instruction] {
        guard !hasFailed, let record else { return [] }
        let open = Set(record.asked.filter { $0.outcome == nil }.map(\.force))
        let fresh = Self.once(forces).filter { open.contains($0) && !pending.contains($0) && !isClosing }
        let late = Self.once(forces).filter { !fresh.contains($0) }
        pending.formUnion(fresh)
        let entry = SettlingEntry(.outcome, disclosure: disclosure, asker: asker, forces: fresh, outcome: .shown)
        return (fresh.isEmpty ? [] : [.append(entry)]) + (late.isEmpty ? [] : [.tooLate(late)])
    }

    private mutating func close() -> [Instruction] {
        guard !hasFailed, let record else { return [] }
        let left = record.asked.filter { $0.outcome == nil && !pending.contains($0.force) }.map(\.force)
        guard !left.isEmpty else { return [] }
        pending.formUnion(left)
        return [
            .append(
                SettlingEntry(.outcome, disclosure: disclosure, asker: asker, forces: left, outcome: .notShown)
            )
        ]
    }

    private mutating func due(_ now: Timestamp) -> [Instruction] {
        guard let record else { return [] }
        var out: [Instruction] = []
        for asked in record.asked where asked.telling.isDue(at: now) {
            guard let outcome = asked.outcome, let entry = asked.entry else { continue }
            update(asked.force) { $0.telling.tell(at: now) }
            out.append(tell(asked.force, outcome, entry))
        }
        return out
    }

    private func tell(_ force: ForceCode, _ outcome: Settlement.Outcome, _ entry: UInt64) -> Instruction {
        .tell(force, Settlement(disclosure: disclosure, asker: asker, outcome: outcome, entry: entry))
    }

    private var keep: [Instruction] { record.map { [.keep($0)] } ?? [] }

    private mutating func update(_ force: ForceCode, _ change: (inout AskingRecord.Asked) -> Void) {
        guard let place = record?.asked.firstIndex(where: { $0.force == force }) else { return }
        if var asked = record?.asked[place] {
            change(&asked)
            record?.asked[place] = asked
        }
    }

    private static func once(_ forces: [ForceCode]) -> [ForceCode] {
        var seen: Set<ForceCode> = []
        return forces.filter { seen.insert($0).inserted }
    }
}

extension AskingRecord {
    /// Takes over, from a record that was kept, which forces have said that they know.
    package mutating func adoptTelling(from kept: AskingRecord) {
        for place in asked.indices {
            guard let other = kept.asked.first(where: { $0.force == asked[place].force }),
                other.outcome == asked[place].outcome, other.entry == asked[place].entry
            else { continue }
            asked[place].telling = other.telling
        }
    }

    /// Brings the records of this force's own exchanges up to an entry of its log, read in order.
    package static func follow(_ entry: SettlingEntry, at index: UInt64, into records: inout [String: AskingRecord]) {
        switch entry.step {
        case .asked:
            guard records[entry.disclosure] == nil else { return }
            records[entry.disclosure] = AskingRecord(
                disclosure: entry.disclosure,
                asker: entry.asker,
                entry: index,
                asked: entry.forces.map { Asked(force: $0) }
            )
        case .outcome:
            guard var record = records[entry.disclosure] else { return }
            for place in record.asked.indices
            where record.asked[place].outcome == nil && entry.forces.contains(record.asked[place].force) {
                (record.asked[place].outcome, record.asked[place].entry) = (entry.outcome, index)
            }
            records[entry.disclosure] = record
        case .answered, .settled, .recalled, .recallKnown, .contradiction: return
        }
    }
}
