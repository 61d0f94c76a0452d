import CapabilityKit
import Vocabulary

extension Ethics {
    /// Takes one of the room's forms.
    @Sendable static func take(_ kind: EthicsDeed.Kind, _ visit: Visit) async throws -> FormOutcome {
        _ = try await EthicsDeed(kind, visit.form).perform(on: visit.desk, for: visit.requester)
        return FormOutcome(next: address(after: kind, visit.form))
    }

    /// The page with a form as it was filled in, and what is wrong with it.
    @Sendable static func again(_ kind: EthicsDeed.Kind, _ visit: Visit, _ fault: Fault) async throws -> Page {
        let (book, found) = try await book(visit, asked: "\(kind.word), to be put right")
        let screen = EthicsScreen(
            book: book,
            found: found,
            visit: visit,
            refused: EthicsRefused(kind, visit.form, fault)
        )
        switch kind {
        case .open, .adopt: return registerPage(screen)
        case .appoint, .declare, .correct: return panelPage(screen)
        default: return try usePage(visit.form["use"] ?? "", screen)
        }
    }

    private static func address(after kind: EthicsDeed.Kind, _ form: [String: String]) -> Address {
        switch kind {
        case .open, .adopt: Address(name)
        case .appoint, .declare, .correct: Address(name, "panel")
        default: address(ofUse: form["use"] ?? "")
        }
    }

    /// The page of a use; what was let run at set-up stands on the page of its room.
    static func address(ofUse number: String) -> Address {
        Address(name, "use", number.split(separator: "/").last.map(String.init) ?? number)
    }

    /// The register as it may be shown, and the disclosure that records it.
    static func book(
        _ visit: Visit,
        asked: String
    ) async throws -> (book: EthicsBook, found: Disclosure<UseLog>) {
        let found = try await visit.desk.useLog(.readEthics, asked: asked, for: visit.requester)
        return (EthicsBook(found.content), found)
    }
}

/// A form that was refused: which one, what was typed, and why.
struct EthicsRefused: Sendable {
    var kind: EthicsDeed.Kind
    var values: [String: String]
    var fault: Fault

    init(_ kind: EthicsDeed.Kind, _ values: [String: String], _ fault: Fault) {
        (self.kind, self.values, self.fault) = (kind, values, fault)
    }

    /// Whether it is this form.
    func isOf(_ kind: EthicsDeed.Kind, _ hidden: [(String, String)]) -> Bool {
        kind == self.kind && hidden.allSatisfy { values[$0.0] == $0.1 }
    }
}

/// What a page of the room is drawn from.
struct EthicsScreen: Sendable {
    var book: EthicsBook
    var found: Disclosure<UseLog>
    var visit: Visit
    var refused: EthicsRefused?

    var day: CalendarDate { visit.desk.today }

    /// What was wrong, at the top of the page.
    var summary: HTML {
        guard let refused else { return HTML() }
        let field = (refused.fault.cause as? EthicsMistake)?.field ?? "reasons"
        return FormMistake.summary([
            FormMistake(field: scope(refused.kind, refused.values["part"]) + field, words: Self.words(refused.fault))
        ])
    }

    /// A form that opens where it stands, and is open already where it was just refused.
    ///
    /// Nothing for who may not do it.
    func form(
        _ kind: EthicsDeed.Kind,
        _ title: String,
        hidden: [(String, String)] = [],
        _ fields: [EthicsPart.Field],
        choices: [String: [FormField.Choice]] = [:],
        values: [String: String] = [:]
    ) -> HTML {
        guard visit.desk.offers(kind.permission, to: visit.requester) else { return HTML() }
        let again = refused.flatMap { $0.isOf(kind, hidden) ? $0 : nil }
        let values = again?.values ?? values
        let scope = scope(kind, hidden.first { $0.0 == "part" }?.1)
        let field = (again?.fault.cause as? EthicsMistake)?.field
        let mistakes = again.flatMap { again in
            field.map { [FormMistake(field: scope + $0, words: Self.words(again.fault))] }
        }
        let controls = fields.map { field -> HTML in
            let control: FormField.Control =
                if let options = choices[field.name] {
                    .choice(options)
                } else if field.kind == .lines {
                    .lines(maxLength: 8_000)
                } else {
                    .text(maxLength: 400)
                }
            return FormField(
                field.name,
                label: field.label,
                hint: field.kind == .day ? field.hint ?? "as 2027-03-31" : field.hint,
                control: control,
                value: values[field.name] ?? "",
                mistakes: mistakes ?? [],
                scope: scope
            ).html
        }
        return """
            <details class="act"\(HTML.flag("open", again != nil))><summary>\(title)</summary>\
            <form class="form" method="post" action="\(Address(Ethics.name, kind.rawValue))" data-once>\
            \(FormField.hidden("token", visit.formToken))\(hidden.map { FormField.hidden($0.0, $0.1) })\(controls)\
            <button class="button primary">\(title)</button></form></details>
            """
    }

    private func scope(_ kind: EthicsDeed.Kind, _ part: String?) -> String {
        kind.rawValue + "-" + (kind == .fill ? (part ?? "") + "-" : "")
    }

    private static func words(_ fault: Fault) -> String {
        [fault.message, fault.help].compactMap(\.self).joined(separator: ": ")
    }

    static let reasons = EthicsPart.Field("reasons", "Reasons", .lines)
}
