import Vocabulary

/// One thing to tell one force until it says that it knows: again and again, at growing intervals.
package struct Telling: Hashable, Sendable, Codable {
    /// The first wait before it is told again, in milliseconds; it doubles.
    package static let againMs: Int64 = 1_000
    /// The longest wait, in milliseconds: a force that was down for a week is told within an hour of its return.
    package static let againMsMax: Int64 = 3_600_000

    /// Whether the force has said that it knows, or need not.
    package private(set) var isTold = false
    /// How often it was told without saying so.
    package private(set) var attempts = 0
    /// When it is told again; `nil` when it was not told yet, or need not be.
    package private(set) var againAt: Timestamp?

    package init() {}

    /// How far a telling was when it was kept.
    package init(isTold: Bool, attempts: Int, againAt: Timestamp?) {
        (self.isTold, self.attempts, self.againAt) = (isTold, attempts, againAt)
    }

    /// Whether it is to be told now.
    package func isDue(at now: Timestamp) -> Bool { !isTold && (againAt ?? now) <= now }

    /// It is being told; should nothing be heard of that, it is told again at the longest interval.
    package mutating func tell(at now: Timestamp) { againAt = now.adding(milliseconds: Self.againMsMax) }

    /// It knows, or need not.
    package mutating func succeed() { (isTold, againAt) = (true, nil) }

    /// It could not be told.
    package mutating func fail(at now: Timestamp) {
        guard !isTold else { return }
        againAt = now.adding(milliseconds: min(Self.againMs << min(attempts, 20), Self.againMsMax))
        attempts += 1
    }
}

/// What a node keeps of one recall that other forces must know of: a plain record.
package struct RecallTelling: Hashable, Sendable, Codable {
    /// One force that received what is recalled.
    package struct Recipient: Hashable, Sendable, Codable {
        package var force: ForceCode
        package var telling = Telling()

        package init(force: ForceCode) { self.force = force }
    }

    /// The name of the recall: 32 hexadecimal digits.
    package let notice: String
    /// The entry of the owner's log that makes it.
    package let entry: UInt64
    package private(set) var recipients: [Recipient]

    /// A recall that is durable in the owner's log, to be told to whoever received what it recalls.
    package init(notice: String, entry: UInt64, recipients: [ForceCode]) {
        self.notice = notice
        self.entry = entry
        self.recipients = recipients.map { Recipient(force: $0) }
    }

    /// When to ask for those due; `nil` when everybody knows.
    package var wakeAt: Timestamp? { recipients.filter { !$0.telling.isTold }.compactMap(\.telling.againAt).min() }

    /// Whether everybody has said that they know.
    package var isDone: Bool { recipients.allSatisfy(\.telling.isTold) }

    /// The forces to tell now; each must be reported as told or not.
    package mutating func due(at now: Timestamp) -> [ForceCode] {
        var due: [ForceCode] = []
        for place in recipients.indices where recipients[place].telling.isDue(at: now) {
            recipients[place].telling.tell(at: now)
            due.append(recipients[place].force)
        }
        return due
    }

    /// Takes over, from a record that was kept, which forces have said that they know.
    package mutating func adoptTelling(from kept: RecallTelling) {
        for place in recipients.indices {
            guard let other = kept.recipients.first(where: { $0.force == recipients[place].force }) else { continue }
            recipients[place].telling = other.telling
        }
    }

    /// A force said that it knows, and has it in its own log; or it could not be told.
    package mutating func report(_ force: ForceCode, isTold: Bool, at now: Timestamp) {
        for place in recipients.indices where recipients[place].force == force {
            if isTold { recipients[place].telling.succeed() } else { recipients[place].telling.fail(at: now) }
        }
    }
}
