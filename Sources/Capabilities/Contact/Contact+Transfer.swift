import CapabilityKit

extension Contact {
    /// An incident that is handed on, as the messages of both sides make it: the same at both ends once both have them all.
    ///
    /// The giver owns the incident until the taker acknowledges. Nobody's message takes back an acknowledgement: should the
    /// giver withdraw at the moment at which the taker takes it, the taker has it, both are told, and both speak by phone.
    /// So there is always at least one owner.
    package struct Transfer: Hashable, Sendable {
        /// The other side: a force's code or a service's.
        package var party: String
        package var origin: ForceCode
        /// Its name at its origin: `WYP-20261123-0001/1`.
        package var name: String
        /// Whether it is given from here.
        package var isOurs: Bool
        package private(set) var wants = MAIT.Wants.takeOver
        package private(set) var sheet: MAIT.Sheet?
        package private(set) var note = ""
        package private(set) var state = State.offered
        package private(set) var offeredAt: Timestamp
        /// When it was acknowledged, rejected, or withdrawn.
        package private(set) var answeredAt: Timestamp?
        /// The taker's own number for it.
        package private(set) var reference: String?
        /// Why it was rejected or withdrawn, or how it ended.
        package private(set) var reason: String?
        /// Whether the giver withdrew it while the taker took it.
        package private(set) var isCrossed = false
        /// Every message, in the order of their times.
        package private(set) var said: [Said] = []

        /// How far it is.
        package enum State: String, Hashable, Sendable, CaseIterable {
            case offered, acknowledged, rejected, withdrawn, closed
        }

        /// One message with who said it.
        package struct Said: Hashable, Sendable {
            package var number: Int
            /// Whether the giver said it.
            package var isGivers: Bool
            /// Whether it was said from here.
            package var isOurs: Bool
            package var at: Timestamp
            package var officer: String
            /// `nil` where it cannot be read here.
            package var message: MAIT.Message?
            /// Whether the other side's node is known to have it, by which entry of its log.
            package var isKnown: Bool
            package var entry: UInt64
        }

        /// A transfer from all its letters; `nil` where the message that begins it is missing.
        package init?(_ letters: [TransferLetter], of force: ForceCode) {
            guard let first = letters.first else { return nil }
            party = first.party
            origin = first.origin
            name = first.transfer
            isOurs = first.origin == force
            let isOurs = isOurs
            said = letters.map { letter in
                Said(
                    number: letter.number,
                    isGivers: letter.isInward != isOurs,
                    isOurs: !letter.isInward,
                    at: letter.at,
                    officer: "\(letter.officer.force)/\(letter.officer.number)",
                    message: MAIT.message(letter.body, kind: letter.kind),
                    isKnown: letter.isKnown,
                    entry: letter.entry
                )
            }.sorted { a, b in
                (a.at.milliseconds, a.isGivers ? 0 : 1, a.number) < (b.at.milliseconds, b.isGivers ? 0 : 1, b.number)
            }
            let giver = said.filter(\.isGivers).sorted { $0.number < $1.number }
            let taker = said.filter { !$0.isGivers }.sorted { $0.number < $1.number }
            guard let create = giver.first else { return nil }
            offeredAt = create.at
            wants = create.message?.wants ?? .takeOver
            sheet = create.message?.sheet
            note = create.message?.text ?? ""
            let withdrawn = giver.first { $0.message?.kind == .close }
            if let answer = taker.first(where: { [.acknowledge, .reject].contains($0.message?.kind) }) {
                let isTaken = answer.message?.kind == .acknowledge
                state = isTaken ? .acknowledged : .rejected
                answeredAt = answer.at
                reference = answer.message?.reference
                reason = isTaken ? nil : answer.message?.text
                isCrossed = isTaken && withdrawn != nil
                if isTaken, let end = taker.first(where: { $0.message?.kind == .close }) {
                    state = .closed
                    reason = end.message?.text
                }
            } else if let withdrawn {
                state = .withdrawn
                answeredAt = withdrawn.at
                reason = withdrawn.message?.text
            }
        }

        /// Whether the incident is the taker's now.
        package var isTakers: Bool { wants == .takeOver && [.acknowledged, .closed].contains(state) }

        /// The number of the incident at its origin.
        package var incident: String { name.split(separator: "/").first.map(String.init) ?? name }

        /// The number that our next message has.
        package var nextNumber: Int { said.count(where: \.isOurs) + 1 }

        /// Whether every message of ours is known to have reached the other side's node.
        package var hasReached: Bool { said.allSatisfy { !$0.isOurs || $0.isKnown } }

        /// Whether somebody still has to do something about it.
        package var isOpen: Bool { [.offered, .acknowledged].contains(state) }

        /// What this side may say next.
        package var mayTake: [MAIT.Kind] {
            switch (state, isOurs) {
            case (.offered, true): [.update, .close]
            case (.offered, false): [.acknowledge, .reject, .update]
            case (.acknowledged, true): [.update]
            case (.acknowledged, false): [.update, .close]
            default: []
            }
        }

        /// Fault when this side may not say it now.
        ///
        /// - Throws: ``Fault`` `contact.not_now`, `contact.words_needed`.
        package func check(_ message: MAIT.Message) throws {
            guard mayTake.contains(message.kind) else {
                throw Fault(
                    .notNow,
                    "a transfer that is \(state.rawValue) cannot take `\(message.kind.rawValue)` from here",
                    help: "look at the transfer as it stands now"
                )
            }
            let isSaid = message.text.contains { !$0.isWhitespace }
            guard isSaid || message.kind == .acknowledge, message.text.utf8.count <= 4_000 else {
                throw Fault(.wordsNeeded, "words are needed here, at most 4000 bytes", help: "say it in a few words")
            }
        }

        /// Whole minutes for which nobody has acknowledged it.
        package func waits(at now: Timestamp) -> Int {
            Int(max(0, (answeredAt ?? now).milliseconds - offeredAt.milliseconds) / 60_000)
        }

        /// Whether it has waited so long that somebody should pick up the phone.
        package func isOverdue(at now: Timestamp, by rules: TransferFile) -> Bool {
            state == .offered && waits(at: now) >= rules.minutes(for: sheet?.national)
        }
    }

    /// To whom incidents are handed on, and how long nobody says anything before somebody phones: data that a force edits.
    package struct TransferFile: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        /// By national grade, and `none`.
        package var acknowledgeMinutes: [String: Int]
        package var services: [Service]
        /// The control rooms of forces, by code.
        package var phones: [String: String]

        /// Somebody who takes incidents and is no force.
        package struct Service: Decodable, Sendable {
            /// Small letters: `ambulance`; never a force's code.
            package var code: String
            package var title: String
            package var phone: String
        }

        /// After how many minutes without acknowledgement somebody phones.
        package func minutes(for national: Int?) -> Int {
            acknowledgeMinutes[national.map(String.init) ?? "none"] ?? acknowledgeMinutes["none"] ?? 5
        }

        /// Whom to phone.
        package func phone(of party: String) -> String {
            services.first { $0.code == party }?.phone ?? phones[party] ?? "their control room’s number"
        }

        /// What a party is called.
        package func title(of party: String, roster: Roster) -> String {
            services.first { $0.code == party }?.title
                ?? ForceCode(party).flatMap { roster[$0]?.officialName } ?? party
        }
    }

    /// Transfers out of the letters of many.
    package static func transfers(_ letters: [TransferLetter], of force: ForceCode) -> [Transfer] {
        Dictionary(grouping: letters) { "\($0.party) \($0.origin) \($0.transfer)" }.values
            .compactMap { Transfer($0, of: force) }
            .sorted { a, b in
                let first = (a.isOpen ? 0 : 1, a.state == .offered ? 0 : 1, -a.offeredAt.milliseconds, a.name)
                return first < (b.isOpen ? 0 : 1, b.state == .offered ? 0 : 1, -b.offeredAt.milliseconds, b.name)
            }
    }
}
