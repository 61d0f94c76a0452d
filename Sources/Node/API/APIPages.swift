import CapabilityKit
import HTTPTypes
import Hummingbird
import PageKit
import Vocabulary

/// The documents of the API, and the page on which they can be read and tried without any script.
struct APIPages: Sendable {
    let routes: [APIRoute]
    let cookie: String
    let renderer: PageRenderer

    func add(to router: Router<NodeContext>) {
        let own = OpenAPIDocument.of(routes, cookie: cookie)
        for (path, document) in zip(OpenAPIDocument.documents.map(\.path), [own, MessageDocument.document]) {
            router.get(RouterPath(path)) { _, _ in try JSONReply(document).response }
        }
        router.get("explorer") { _, context in renderer.response(page(context), context) }
        router.post("explorer/try") { request, context -> Response in
            let (values, _) = try await PostedForm.read(request, context, cookie: cookie)
            guard let route = routes.first(where: { $0.path == values["route"] }) else {
                throw Fault(.noSuchPage, "there is no such route", help: "go back to the list of routes")
            }
            // The browser posts the same form there: what was typed never stands in an address, but for what names.
            return Response(status: .temporaryRedirect, headers: [.location: route.address(values).text])
        }
    }

    private func page(_ context: NodeContext) -> Page {
        let rooms = Directory.rooms.filter { room in routes.contains { $0.room == room.name } }
        let cards = rooms.map { room in
            Card(
                room.title,
                anchor: "room-\(room.name)",
                subtitle: room.purpose,
                body: routes.filter { $0.room == room.name }.map { section($0, context) }.joined()
            )
        }
        let documents = OpenAPIDocument.documents.map { document -> HTML in
            "<li><a href=\"\(document.path)\">\(document.path)</a> \(document.summary)</li>"
        }
        return Page(
            title: "API",
            crumbs: [Page.Crumb("API")],
            body: """
                <h1>API</h1>
                <p class="lead">What programs may ask of this node. Each answer is logged before it is given, by the same \
                rules as its page.</p>
                <ul class="documents">\(documents)</ul>
                \(Card.grid(cards + [messages]))
                """
        )
    }

    private func section(_ route: APIRoute, _ context: NodeContext) -> HTML {
        """
        <section class="route" aria-labelledby="\(route.anchor)">
        <h3 id="\(route.anchor)"><code>\(route.path)</code></h3>
        <p>\(route.note.summary)</p>
        \(Self.asked(route))\(attempt(route, context))
        <details><summary>Answer<span class="vh"> of \(route.path)</span></summary>\
        \(Self.fields(route.reply, of: route.path))\(Self.faults(route.note.faults))</details>
        </section>

        """
    }

    private var messages: Card {
        let sections = MessageDocument.messages.map { message -> HTML in
            """
            <section class="route"><h3><code>\(message.path)</code></h3><p>\(message.summary)</p>
            <details><summary>Message and answer<span class="vh"> of \(message.path)</span></summary>\
            \(message.sent.map { Self.fields($0, of: "message to \(message.path)") })\
            \(Self.fields(message.reply, of: message.path))</details></section>

            """
        }
        return Card(
            "Between nodes",
            anchor: "between-nodes",
            subtitle: "Signed messages over mutual TLS, on a port of their own",
            body: sections.joined()
        )
    }

    /// The form that sends a request as this session: nothing to try before somebody is signed in.
    private func attempt(_ route: APIRoute, _ context: NodeContext) -> HTML {
        guard context.requester != nil else { return HTML() }
        let inputs = route.note.asks.compactMap { asked -> HTML? in
            if case .table = asked.shape { return nil }
            let id = "\(route.anchor)-\(asked.name)"
            return """
                <p class="field"><label for="\(id)">\(asked.name)</label><input id="\(id)" type="text" name="\(asked.name)" \
                autocomplete="off" maxlength="400"\(HTML.flag("required", asked.isNeeded))></p>
                """
        }
        return """
            <form class="form try" method="post" action="/explorer/try">\
            \(FormField.hidden("token", context.formToken ?? ""))\(FormField.hidden("route", route.path))\(inputs)\
            <button class="button">Send<span class="vh"> to \(route.path)</span></button></form>

            """
    }

    private static func asked(_ route: APIRoute) -> HTML {
        if route.note.asks.isEmpty { return HTML() }
        return DataTable(
            caption: "What \(route.path) asks for",
            columns: ["Name", "Where", "Kind", "What it is"],
            rows: route.note.asks.map { asked in
                [
                    "<code>\(asked.name)</code>", asked.isInPath ? "path" : "query or form", "\(asked.shape.kind)",
                    "\(Page.inline(asked.words))\(asked.isNeeded ? ". Needed." : "")",
                ]
            }
        ).html
    }

    private static func fields(_ shape: Shape, of what: String) -> HTML {
        DataTable(
            caption: "Values of \(what)",
            columns: ["Name", "Kind", "What it says"],
            rows: shape.lines().map { line in
                [
                    "<code>\(line.name)</code>", "\(line.kind)",
                    "\(Page.inline(line.words))\(line.isAlways ? "" : " (if any)")",
                ]
            }
        ).html
    }

    private static func faults(_ codes: [Fault.Code]) -> HTML {
        let own = codes.map { "<code>\($0.description)</code> (\($0.status))" as HTML }
        return own.isEmpty ? HTML() : "<p>Its own faults: \(own.joined(separator: ", ")).</p>"
    }
}

extension APIRoute {
    /// The id of its heading on the page.
    fileprivate var anchor: String { "route" + path.map { $0.isLetter || $0.isNumber ? "\($0)" : "-" }.joined() }

    /// The address that values lead to.
    fileprivate func address(_ values: FormValues) -> Address {
        Address(
            parts: path.split(separator: "/").map { part in
                part.hasPrefix("{") ? values[String(part.dropFirst().dropLast())] ?? "_" : String(part)
            }
        )
    }
}

extension Shape {
    /// Every named value with those inside it: `forces[].name`.
    fileprivate func lines(_ before: String = "") -> [(name: String, kind: String, words: String, isAlways: Bool)] {
        guard case .object(let fields) = self else { return [] }
        return fields.flatMap { field in
            [(before + field.name, field.shape.kind, field.words, field.isAlways)]
                + field.shape.inner(before + field.name)
        }
    }

    private func inner(_ name: String) -> [(name: String, kind: String, words: String, isAlways: Bool)] {
        switch self {
        case .object: lines(name + ".")
        case .list(let each): each.inner(name + "[]")
        case .table(let each): each.inner(name + ".*")
        default: []
        }
    }
}
