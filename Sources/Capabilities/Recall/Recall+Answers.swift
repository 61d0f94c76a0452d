import CapabilityKit

extension Recall {
    /// Answers `GET /recall`.
    @Sendable static func inboxPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.recallInbox(for: visit.requester)
        return inboxPage(found, desk: visit.desk, token: visit.formToken)
    }

    /// Answers `GET /recall/outstanding`.
    @Sendable static func outstandingPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.recallsOutstanding(for: visit.requester)
        return outstandingPage(found, desk: visit.desk, token: visit.formToken)
    }

    /// Answers `GET /api/v1/recall`.
    @Sendable static func inboxReply(_ visit: Visit) async throws -> ListReply {
        ListReply(try await visit.desk.recallInbox(for: visit.requester), now: visit.desk.clock())
    }

    /// Answers `GET /api/v1/recall/outstanding`.
    @Sendable static func outstandingReply(_ visit: Visit) async throws -> ListReply {
        ListReply(try await visit.desk.recallsOutstanding(for: visit.requester), now: visit.desk.clock())
    }

    /// Takes `POST /recall/acknowledge`.
    @Sendable static func acknowledgeForm(_ visit: Visit) async throws -> FormOutcome {
        let recall = try number(visit.form["recall"])
        _ = try await visit.desk.acknowledgeRecall(recall, did: visit.form["did"] ?? "", for: visit.requester)
        return FormOutcome(next: Address(name))
    }

    /// Takes `POST /recall/mark`.
    @Sendable static func markForm(_ visit: Visit) async throws -> FormOutcome {
        let mark = try Mark(
            record: visit.form["record"] ?? "",
            kind: visit.form["kind"] ?? "",
            attribute: visit.form["attribute"] ?? ""
        )
        _ = try await visit.desk.mark(
            mark.record,
            as: mark.kind,
            attribute: mark.attribute,
            reason: visit.form["reason"] ?? "",
            power: visit.form["power"] ?? "",
            for: visit.requester
        )
        return FormOutcome(next: Address(name, "outstanding"))
    }

    /// Takes `POST /recall/lift`.
    @Sendable static func liftForm(_ visit: Visit) async throws -> FormOutcome {
        _ = try await visit.desk.liftRecall(
            try number(visit.form["recall"]),
            reason: visit.form["reason"] ?? "",
            power: visit.form["power"] ?? "",
            for: visit.requester
        )
        return FormOutcome(next: Address(name, "outstanding"))
    }

    /// What a form or a command asks to mark, read from its words.
    struct Mark: Sendable {
        var record: RecordID
        var kind: RecallKind
        var attribute: Attribute?

        init(record: String, kind: String, attribute: String) throws {
            guard let id = RecordID(record) else {
                throw Fault(
                    .markUnreadable,
                    "`\(record)` does not name a record",
                    help: "give its name as its page shows it: `13/niche/person/4471902`"
                )
            }
            guard let known = RecallKind(rawValue: kind) else {
                throw Fault(.markUnreadable, "`\(kind)` is no mark", help: "give wrong, restricted or erased")
            }
            if !attribute.isEmpty, Attribute(rawValue: attribute) == nil {
                throw Fault(.markUnreadable, "`\(attribute)` is no fact", help: "name it as in the API: `birthDate`")
            }
            self.record = id
            self.kind = known
            self.attribute = Attribute(rawValue: attribute)
        }
    }

    private static func number(_ text: String?) throws -> UInt64 {
        guard let number = text.flatMap({ UInt64($0) }) else {
            throw Fault(.noSuchRecall, "`\(text ?? "")` is no recall", help: "look at the list of recalls")
        }
        return number
    }
}

extension Fault.Code {
    /// A mark that cannot be read from a form or a command.
    static let markUnreadable = Self("recall.mark_unreadable", status: 400)
}
