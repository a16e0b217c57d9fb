from tests.ui.dialogs.test_photos_dialog import *
async def test_zz(shown, folder):
    shown.tasks.bug_met.connect(lambda e: print("BUG", repr(e)))
    shown.tasks.failed.connect(lambda w: print("FAILED", repr(w.error)))
    shown.tasks.work_ended.connect(lambda w: print("ENDED", w.title, w.ending))
    shown.dialog.files_button.click()
    choosing = await shown.other(QFileDialog)
    choosing.finished.connect(lambda r: print("finished", r))
    choosing.selectFile(str(folder / "007.jpg"))
    print(choosing.selectedFiles())
    QDialog.accept(choosing)
    await shown.settled()
    print(shown.dialog.desk.rows)
