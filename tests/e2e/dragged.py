"""Another program's window with one file to drag: `dragged.py FILE X Y` shows it there until it is ended."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

path, x, y = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.set_default_size(80, 80)
window.move(x, y)
box = Gtk.EventBox()
box.add(Gtk.Label(label="a file"))
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda _box, _context, data, _info, _time: data.set_uris([GLib.filename_to_uri(path, None)]))
window.add(box)
window.connect("map-event", lambda *_: print("shown", flush=True))
window.show_all()
# Whoever started it may have gone.
GLib.timeout_add_seconds(60, Gtk.main_quit)
Gtk.main()
