import CapabilityKit
import Ledger
import Store
import Vocabulary

/// The document of an API (OpenAPI 3.1), made from what its routes say of themselves when they are opened.
enum OpenAPIDocument {
    /// What every route of the public API may answer instead of its reply.
    static let commonFaults: [Fault.Code] =
        [
            .addressIncomplete, .badRequest, .valueOutOfRange, .signInNeeded, .notPermitted, .crossSite,
            .freshSignInNeeded, .surveillanceQuestion, .questionForgotten, .formTooLarge, .tooManyRequests, .storeBusy,
            .ledgerStopped,
        ] + Fault.Code.gate

    /// The public API: the routes of all rooms, and the documents themselves.
    ///
    /// `cookie`: the name of the session's cookie.
    static func of(_ routes: [APIRoute], cookie: String) -> JSONTree {
        var paths: [String: JSONTree] = [:]
        for address in documents {
            paths[address.path] = [
                "get": .object(["summary": .text(address.summary), "responses": ["200": document], "security": []])
            ]
        }
        for route in routes { paths[route.path] = item(route) }
        return [
            "openapi": "3.1.1",
            "info": [
                "title": "Reeve", "version": "1",
                "summary": "One joined-up, accountable picture for policing",
                "description": """
                Every answer is logged before it is given; `entry` names the entry. Sign in with a purpose first: the \
                session's cookie goes with each request. Words about people belong in the form of a `POST`, not in \
                an address.
                """,
            ],
            "paths": .object(paths),
            "security": [["session": []]],
            "components": [
                "securitySchemes": ["session": ["type": "apiKey", "in": "cookie", "name": .text(cookie)]],
                "schemas": ["Problem": problem],
            ],
        ]
    }

    /// The documents of the API, which anybody may read.
    static let documents = [
        (path: "/api/openapi.json", summary: "The document of this API"),
        (path: "/api/federation.json", summary: "The document of what nodes say to one another"),
    ]

    private static let document: JSONTree = [
        "description": "An OpenAPI document",
        "content": ["application/json": ["schema": ["type": "object", "required": ["openapi", "info", "paths"]]]],
    ]

    /// A fault as programs are told of it (RFC 9457).
    static let problemShape: Shape = .object([
        .init("type", .text, "What it is, for programs: `urn:reeve:fault:` and the code"),
        .init("title", .text, "What is wrong"),
        .init("status", .whole(), "The status of the answer"),
        .perhaps("detail", .text, "What to do next"),
        .perhaps(
            "instance",
            .text,
            "Which request it was, for those who keep the node: `urn:reeve:request:` and its id"
        ),
    ])
    static let problem = problemShape.schema()

    private static func item(_ route: APIRoute) -> JSONTree {
        let inPath = route.note.asks.filter(\.isInPath), values = route.note.asks.filter { !$0.isInPath }
        let answers = responses(route)
        var get: [String: JSONTree] = ["responses": answers], post = get
        for (summary, tag) in [(JSONTree.text(route.note.summary), JSONTree.list([.text(route.room)]))] {
            get["summary"] = summary
            post["summary"] = summary
            get["tags"] = tag
            post["tags"] = tag
        }
        if !values.isEmpty {
            get["parameters"] = .list(values.map(parameter))
            post["requestBody"] = form(values)
        }
        var item: [String: JSONTree] = ["get": .object(get), "post": .object(post)]
        if !inPath.isEmpty { item["parameters"] = .list(inPath.map(parameter)) }
        return .object(item)
    }

    private static func parameter(_ asked: RouteNote.Parameter) -> JSONTree {
        var parameter: [String: JSONTree] = [
            "name": .text(asked.name), "in": asked.isInPath ? "path" : "query", "required": .flag(asked.isNeeded),
            "description": .text(asked.words), "schema": asked.shape.schema(),
        ]
        if case .table = asked.shape {
            parameter["style"] = "form"
            parameter["explode"] = true
        }
        return .object(parameter)
    }

    /// The same values in the body of a `POST`, as a form.
    private static func form(_ values: [RouteNote.Parameter]) -> JSONTree {
        var properties: [String: JSONTree] = [:]
        for value in values {
            if case .table = value.shape { continue }
            properties[value.name] = value.shape.schema().described(value.words)
        }
        let schema: JSONTree = [
            "type": "object", "properties": .object(properties),
            "required": .list(values.filter(\.isNeeded).map { .text($0.name) }),
        ]
        return [
            "required": .flag(values.contains(where: \.isNeeded)),
            "content": ["application/x-www-form-urlencoded": ["schema": schema]],
        ]
    }

    private static func responses(_ route: APIRoute) -> JSONTree {
        // What no part of a path can be leads to no page.
        let hasPath = route.note.asks.contains(where: \.isInPath)
        var answers = responses(to: commonFaults + route.note.faults + (hasPath ? [.noSuchPage] : []))
        answers["200"] = [
            "description": "Disclosed, and logged before",
            "content": ["application/json": ["schema": route.reply.schema()]],
        ]
        return .object(answers)
    }

    /// A problem document for each status that the faults have, with their codes.
    static func responses(to faults: [Fault.Code]) -> [String: JSONTree] {
        Dictionary(grouping: faults, by: \.status).reduce(into: [:]) { answers, group in
            let codes = Set(group.value.map { "`\($0)`" }).sorted().joined(separator: ", ")
            answers["\(group.key)"] = [
                "description": .text(codes),
                "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
            ]
        }
    }
}
