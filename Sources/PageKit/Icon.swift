/// The icons, drawn for this project on a 24-unit grid with strokes alone, so that they follow the colour of the text.
///
/// An icon never stands alone: a word goes with it, and the icon is hidden from screen readers.
package enum Icon: String, Sendable, CaseIterable {
    case search, alert, fist, blade, heart, gavel, user, users, home, phone, car, doc, net, eye, flag, check
    case clock, pin, down, split, radio, list, lock, scale, mic, moon, sun, info, stop, plug, keyboard
    case print, map, box, building, empty

    /// The icon at the size of the text around it.
    package var html: HTML {
        "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-\(rawValue)\"/></svg>"
    }

    /// The drawings, once a page, for every `use` to refer to.
    static let sheet: HTML = {
        var sheet: HTML = "<svg class=\"sheet\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
        for icon in allCases {
            sheet.append(
                "<symbol id=\"i-\(icon.rawValue)\" viewBox=\"0 0 24 24\">\(icon.drawing)</symbol>"
            )
        }
        sheet.append("</defs></svg>")
        return sheet
    }()

    private var drawing: HTML {
        switch self {
        case .search:
            #"""
            <circle cx="11" cy="11" r="6.5"/>
            <path d="m16 16 5 5"/>
            """#
        case .alert:
            #"""
            <path d="M12 3 2.5 20h19z"/>
            <path d="M12 10v4.5M12 17.4v.1"/>
            """#
        case .fist:
            #"""
            <path d="M6 11V7.5a1.8 1.8 0 0 1 3.6 0V10m0-2.8a1.8 1.8 0 0 1 3.6 0V10m0-2.3a1.8 1.8 0 0 1 3.6 0V11"/>
            <path d="M16.8 10.5a1.6 1.6 0 0 1 3.2 0V14c0 4-2.5 7-7 7s-7-2.5-7-6.5V11"/>
            """#
        case .blade:
            #"""
            <path d="M20 3 9.5 13.5l2.5 2.5C17 13 20 9 20 3z"/>
            <path d="m10.5 15-1.8 1.8M8 15l3 3m-4.5-1.5-4 4"/>
            """#
        case .heart:
            #"""
            <path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 12 20 12 20z"/>
            """#
        case .gavel:
            #"""
            <path d="m13 4 7 7-3 3-7-7zM11.5 9.5 4 17a1.8 1.8 0 0 0 2.5 2.5L14 12M13 21h8"/>
            """#
        case .user:
            #"""
            <circle cx="12" cy="8" r="4"/>
            <path d="M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7"/>
            """#
        case .users:
            #"""
            <circle cx="9" cy="8.5" r="3.5"/>
            <path d="M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2.2.8 3.5 2.6 3.5 5.5"/>
            """#
        case .home:
            #"""
            <path d="m3 11 9-8 9 8M5.5 9.5V21h13V9.5"/>
            """#
        case .phone:
            #"""
            <path d="M5 3h4l2 5-2.5 1.8a12 12 0 0 0 5.7 5.7L16 13l5 2v4a2 2 0 0 1-2.2 2A17 17 0 0 1 3 5.2 2 2 0 0 1
            5 3z"/>
            """#
        case .car:
            #"""
            <path d="M3 16v-3l2-6a2 2 0 0 1 2-1.5h10A2 2 0 0 1 19 7l2 6v3a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3
            16zM4 12h16M6 17.5V20M18 17.5V20"/>
            """#
        case .doc:
            #"""
            <path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>
            """#
        case .net:
            #"""
            <circle cx="5" cy="6" r="2.5"/>
            <circle cx="19" cy="7" r="2.5"/>
            <circle cx="12" cy="18" r="2.5"/>
            <path d="m7.5 6.3 9 .5M6.2 8.2l4.6 7.6M17.6 9.2l-4.3 6.6"/>
            """#
        case .eye:
            #"""
            <path d="M2 12s3.5-6.5 10-6.5S22 12 22 12s-3.5 6.5-10 6.5S2 12 2 12z"/>
            <circle cx="12" cy="12" r="2.8"/>
            """#
        case .flag:
            #"""
            <path d="M5 21V4h12l-2.5 4L17 12H5"/>
            """#
        case .check:
            #"""
            <path d="m4 12.5 5.5 5.5L20 7"/>
            """#
        case .clock:
            #"""
            <circle cx="12" cy="12" r="9"/>
            <path d="M12 7v5.3l3.5 2"/>
            """#
        case .pin:
            #"""
            <path d="M12 22s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12z"/>
            <circle cx="12" cy="10" r="2.6"/>
            """#
        case .down:
            #"""
            <path d="M12 4v11m-5-4.5 5 5 5-5M4 20h16"/>
            """#
        case .split:
            #"""
            <path d="M12 21v-7L5 7m0 5V6h6M12 14l7-7m-5-1h6v6"/>
            """#
        case .radio:
            #"""
            <rect x="6" y="8" width="12" height="13" rx="2"/>
            <path d="M9 8V2.5M9.5 12h5M9.5 15h5"/>
            """#
        case .list:
            #"""
            <path d="M8 6h13M8 12h13M8 18h13M3.5 6h.1M3.5 12h.1M3.5 18h.1"/>
            """#
        case .lock:
            #"""
            <rect x="5" y="11" width="14" height="10" rx="2"/>
            <path d="M8 11V8a4 4 0 0 1 8 0v3"/>
            """#
        case .scale:
            #"""
            <path d="M12 4v16M7 20h10M5 7h14M5 7l-3 7a3.2 3.2 0 0 0 6 0zM19 7l-3 7a3.2 3.2 0 0 0 6 0z"/>
            """#
        case .mic:
            #"""
            <rect x="9" y="3" width="6" height="11" rx="3"/>
            <path d="M5 12a7 7 0 0 0 14 0M12 19v3"/>
            """#
        case .moon:
            #"""
            <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"/>
            """#
        case .sun:
            #"""
            <circle cx="12" cy="12" r="4"/>
            <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3
            6.7l1.4-1.4"/>
            """#
        case .info:
            #"""
            <circle cx="12" cy="12" r="9"/>
            <path d="M12 11v5.5M12 7.5v.1"/>
            """#
        case .stop:
            #"""
            <circle cx="12" cy="12" r="9"/>
            <path d="m5.7 5.7 12.6 12.6"/>
            """#
        case .plug:
            #"""
            <path d="M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4"/>
            """#
        case .keyboard:
            #"""
            <rect x="2.5" y="6" width="19" height="12" rx="2"/>
            <path d="M6.5 10h.1M10.2 10h.1M13.8 10h.1M17.5 10h.1M8 14h8"/>
            """#
        case .print:
            #"""
            <path d="M7 9V3.5h10V9M7 17H4V9.5h16V17h-3M7 14h10v6.5H7z"/>
            """#
        case .map:
            #"""
            <path d="m3 6 6-2.5 6 2.5 6-2.5V18l-6 2.5L9 18l-6 2.5zM9 3.5V18M15 6v14.5"/>
            """#
        case .box:
            #"""
            <path d="M12 3 20 7v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10"/>
            """#
        case .building:
            #"""
            <path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3"/>
            """#
        case .empty:
            #"""
            <rect x="4" y="5" width="16" height="14" rx="2"/>
            <path d="M4 14h4l1.5 2.5h5L16 14h4"/>
            """#
        }
    }
}
