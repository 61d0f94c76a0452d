import CapabilityKit

/// What is handed on from an answer, and what it led to.
extension Anpr {
    /// The products of an officer, and of areas how often a stop found nothing.
    static func feedback(_ bench: Bench) -> Card {
        let areas = bench.look.outcomes.map { area -> [HTML] in
            let rate = area.noFindRate.map { "<b>\(Phrase.percent($0))</b>" as HTML } ?? "no stop yet"
            return
                ["\(area.area)", rate]
                + Outcome.allCases.map { "\(area.counts[$0] ?? 0)" } + ["\(area.untold)"]
        }
        let heads =
            [DataTable.Column("Area"), DataTable.Column("Stops that found nothing")]
            + Outcome.allCases.map { DataTable.Column($0.rawValue, isNumber: true) }
            + [DataTable.Column("not told", isNumber: true)]
        return Card(
            "What products led to",
            anchor: "outcomes",
            subtitle: "by area",
            tools:
                "<a class=\"button small\" href=\"\(Address(name, "watch"))\" data-key=\"v\"><kbd>v</kbd>Vehicles of interest</a>",
            width: 12,
            isPadded: areas.isEmpty,
            body: areas.isEmpty
                ? EmptyState.nothingHeld.html("No product was made yet.")
                : DataTable(caption: "Outcomes by area", columns: heads, rows: areas).html
        )
    }

    /// An officer's own products, with the form that tells what each led to.
    static func products(_ bench: Bench) -> Card? {
        guard !bench.look.products.isEmpty else { return nil }
        let rows = bench.look.products.map { product -> [HTML] in
            let file = Address(name, "export").with("product", "\(product.id)")
            let choices = Outcome.allCases.map { "<option>\($0.rawValue)</option>" as HTML }
            let told: HTML =
                product.outcome.map { "<span class=\"tag\">\($0.rawValue)</span>" }
                    ?? """
                    <form class="tell" method="post" action="\(Address(name, "outcome"))" data-once>\
                    \(FormField.hidden("token", bench.token))\(FormField.hidden("product", "\(product.id)"))\
                    <label class="vh" for="outcome-\(product.id)">Outcome of product \(product.id)</label>\
                    <select id="outcome-\(product.id)" name="outcome">\(choices)</select>\
                    <button class="button small" type="submit">Tell\(HTML.spoken(" of product \(product.id)"))</button></form>
                    """
            return [
                "<a href=\"\(file)\" download>Product \(product.id)</a>", "\(product.area)",
                "\(product.lines.map(\.line.plate).joined(separator: ", "))",
                "<span class=\"tag\">\(product.grading)</span>", told,
            ]
        }
        return Card(
            "Your products",
            anchor: "products",
            width: 12,
            isPadded: false,
            body: DataTable(
                caption: "Your products",
                columns: ["Product", "Area", "Vehicles", "Grading", "What it led to"],
                rows: rows
            ).html
        )
    }

    /// The form that makes a product of what is selected.
    static func productForm(_ kept: Kept, _ bench: Bench) -> HTML {
        guard !kept.selected.isEmpty else { return HTML() }
        let options = bench.look.register.areaNames.map { area -> HTML in
            "<option\(HTML.flag("selected", kept.question.areas.first == area))>\(area)</option>"
        }
        return """
            <form class="form ask" method="post" action="\(Address(name, "product"))" data-once>\
            \(FormField.hidden("token", bench.token))\(FormField.hidden("question", "\(kept.id)"))
            <div class="field"><label for="field-assessment">What you make of it</label><p class="hint" \
            id="hint-assessment">your assessment, told apart from what was read</p><input id="field-assessment" \
            name="assessment" type="text" maxlength="4000" required autocomplete="off" aria-describedby="hint-assessment"></div>
            <div class="pair"><div class="field"><label for="field-own-grading">Grading of the product</label>\
            <input id="field-own-grading" name="grading" type="text" maxlength="20" required autocomplete="off" \
            placeholder="2 C P"></div><div class="field"><label for="field-product-area">Area</label>\
            <select id="field-product-area" name="area">\(options)</select></div></div>
            <button class="button primary" type="submit">Make the 3x5x2 product</button></form>
            """
    }
}
