import CapabilityKit
import Vocabulary

/// What the panel does: its chair publishes, appoints and corrects; members declare.
extension EthicsDeed {
    func advise(_ book: EthicsBook, _ day: CalendarDate) throws -> UseAct {
        let number = fields.text("use")
        // What runs by an earlier word can be looked at before it is a use of the register.
        let supplier = book.approval(of: number) == nil ? try book.use(number).supplier : book.uses[number]?.supplier
        guard let kind = PanelAdvice.Kind(rawValue: fields.text("kind")) else {
            throw Fault.ethicsField("kind", "the advice is missing", help: "choose one of the five")
        }
        let present = fields.text("present").split { $0 == "," || $0.isWhitespace }.map(String.init)
        let advice = PanelAdvice(
            use: number,
            on: day,
            kind: kind,
            reasons: try fields.needed("reasons"),
            present: Set(present)
        )
        var panel = book.panel
        try panel.give(advice, supplier: supplier)
        let stops = book.approval(of: number) != nil && !kind.allowsProceeding
        return try EthicsAct.advised(advice: advice).logged(
            stops ? .referred(use: number, reasons: ["the panel's advice of \(day) is to \(kind.words)"]) : nil
        )
    }

    func appoint(_ book: EthicsBook) throws -> UseAct {
        guard let isLay = ["yes": true, "no": false][fields.text("isLay")] else {
            throw Fault.ethicsField("isLay", "it is not said whether the member is lay", help: "say yes or no")
        }
        let number = try fields.needed("number")
        let earlier = book.panel.members.filter { $0.number == number }.reduce(into: Set<String>()) {
            $0.formUnion($1.conflicts)
        }
        let member = EthicsPanel.Member(
            number: number,
            name: try fields.needed("name"),
            isLay: isLay,
            from: try fields.day("from"),
            until: try fields.day("until"),
            conflicts: earlier.union(fields.lines("conflicts"))
        )
        return try EthicsAct.appointed(member: member).logged()
    }

    func declare(_ book: EthicsBook) throws -> UseAct {
        let number = try fields.needed("member"), matter = try fields.needed("matter")
        var panel = book.panel
        try panel.declare(number, interestIn: matter)
        return try EthicsAct.declared(member: number, matter: matter).logged()
    }

    func correct(_ book: EthicsBook) throws -> UseAct {
        let place = try fields.whole("place"), text = try fields.needed("reasons")
        var panel = book.panel
        try panel.correct(place, text: text)
        return try EthicsAct.corrected(place: place, text: text).logged()
    }
}
