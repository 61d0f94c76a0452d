import CapabilityKit

extension Anpr {
    /// Takes `POST /anpr/ask`: asks, and leads to the answer.
    @Sendable static func askForm(_ visit: Visit) async throws -> FormOutcome {
        let asked = try await Counter(visit).ask(try Question(visit.form, today: visit.desk.today))
        return FormOutcome(next: Address(name).with("question", "\(asked.kept.id)"))
    }

    /// Takes `POST /anpr/select`: a person keeps a line, with a note.
    @Sendable static func selectForm(_ visit: Visit) async throws -> FormOutcome {
        let id = try question(visit.form)
        _ = try await Counter(visit).select(visit.form, of: id)
        return FormOutcome(next: Address(name).with("question", "\(id)").at("selected"))
    }

    /// Takes `POST /anpr/preserve`: reads are kept for a case.
    @Sendable static func preserveForm(_ visit: Visit) async throws -> FormOutcome {
        let id = try question(visit.form)
        _ = try await Counter(visit).preserve(id, for: visit.form["case"] ?? "")
        return FormOutcome(next: Address(name).with("question", "\(id)"))
    }

    /// Takes `POST /anpr/product`.
    @Sendable static func productForm(_ visit: Visit) async throws -> FormOutcome {
        _ = try await Counter(visit).make(visit.form, of: try question(visit.form))
        return FormOutcome(next: Address(name).at("products"))
    }

    /// Takes `POST /anpr/outcome`.
    @Sendable static func outcomeForm(_ visit: Visit) async throws -> FormOutcome {
        try await Counter(visit).tell(visit.form)
        return FormOutcome(next: Address(name).at("outcomes"))
    }

    private static func question(_ values: [String: String]) throws -> Int64 {
        guard let id = values["question"].flatMap({ Int64($0) }) else { throw noSuchQuestion }
        return id
    }
}
